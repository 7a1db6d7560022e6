// SPDX-License-Identifier: Apache-2.0
#include "engine/pipeline/variant_key.h"

#include <functional>
#include <optional>
#include <utility>

#include "engine/config/character_check.h"

namespace herald::core {

namespace {

constexpr std::string_view kOn = "on.";
constexpr std::string_view kFor = "for.";
constexpr const char* kNameless = "names nothing: write on.EVENT.OPTION or for.DEVICE.OPTION";

bool isVariantOption(std::string_view name) { return name == "on" || name == "for"; }

/// True for the name of an option, or of a member of one.
bool isOptionOf(const std::vector<Option>& options, const std::string& name) {
  const Option* option = declarationOf(options, name);
  return option && !isVariantOption(option->name);
}

using Accepts = std::function<bool(const std::string& option)>;

/// `text` as NAME.REST, for the shortest NAME whose REST is accepted.
std::optional<std::pair<std::string, std::string>> split(const std::string& text, const Accepts& accepts) {
  for (auto dot = text.find('.'); dot != std::string::npos; dot = text.find('.', dot + 1)) {
    if (accepts(text.substr(dot + 1))) return std::pair(text.substr(0, dot), text.substr(dot + 1));
  }
  return std::nullopt;
}

/// What stands behind `for.`.
std::optional<VariantKey> deviceKey(const std::string& text, const Accepts& accepts) {
  auto parts = split(text, accepts);
  if (!parts) return std::nullopt;
  return VariantKey{{"", std::move(parts->first)}, std::move(parts->second), {}};
}

/// What stands behind `on.`.
std::optional<VariantKey> eventKey(const std::string& text, const Accepts& accepts) {
  std::optional<VariantKey> device;
  const auto parts = split(text, [&](const std::string& rest) {
    if (accepts(rest)) return true;
    device = rest.starts_with(kFor) ? deviceKey(rest.substr(kFor.size()), accepts) : std::nullopt;
    return device.has_value();
  });
  if (!parts) return std::nullopt;
  if (device) return VariantKey{{parts->first, device->selector.device}, device->option, {}};
  return VariantKey{{parts->first, ""}, parts->second, {}};
}

/// A key whose option is unknown, or missing.
VariantKey unknownKey(const std::string& written) {
  std::string rest = written;
  const auto take = [&rest](std::string_view before) {
    if (!rest.starts_with(before)) return std::string();
    const auto end = rest.find('.', before.size());
    std::string name = rest.substr(before.size(), end - before.size());
    rest.erase(0, end == std::string::npos ? end : end + 1);
    return name;
  };
  VariantKey key;
  key.selector.event = take(kOn);
  key.selector.device = take(kFor);
  key.option = rest;
  return key;
}

bool beginsLikeOne(const std::string& option) {
  return isVariantOption(option) || option.starts_with(kOn) || option.starts_with(kFor);
}

/// Why the key can mean nothing; empty if it can.
std::string whyWrong(const VariantKey& key, const std::string& written, const Accepts& accepts) {
  const auto& [event, device] = key.selector;
  if (written.starts_with(kOn) ? event.empty() : device.empty()) return kNameless;
  if (!accepts(key.option) && key.option.starts_with(kOn)) {
    const auto behind = eventKey(key.option.substr(kOn.size()), accepts);
    if (behind && behind->selector.device.empty()) {
      return "names the device before the event: write " + toString({behind->selector.event, device}) + "." +
             behind->option;
    }
  }
  const bool hasOption = !key.option.empty() && (accepts(key.option) || !beginsLikeOne(key.option));
  return hasOption ? "" : "the option is missing: write " + toString(key.selector) + ".OPTION = VALUE";
}

}  // namespace

std::vector<Option> variantOptions() {
  return {
      {.name = "on",
       .type = Type::Map,
       .help = "Any option of the plugin for one event, as in `on.PrintFailed.headers.Priority`, with `*` and `?`."},
      {.name = "for",
       .type = Type::Map,
       .help = "Any option of the plugin for one device, as in `for.mk3*.url`; both: `on.EVENT.for.DEVICE.OPTION`."},
  };
}

VariantKey variantKeyOf(const std::string& written, const std::vector<Option>& options) {
  const Accepts accepts = [&](const std::string& option) { return isOptionOf(options, option); };
  if (!beginsLikeOne(written) || accepts(written)) return {{}, written, {}};
  if (isVariantOption(written)) return {{}, {}, kNameless};
  std::optional<VariantKey> key;
  if (written.starts_with(kOn)) {
    key = eventKey(written.substr(kOn.size()), accepts);
  } else {
    const auto orMisplaced = [&](const std::string& option) {
      return accepts(option) || (option.starts_with(kOn) && eventKey(option.substr(kOn.size()), accepts));
    };
    key = deviceKey(written.substr(kFor.size()), orMisplaced);
  }
  if (!key) key = unknownKey(written);
  key->wrong = whyWrong(*key, written, accepts);
  return *key;
}

}  // namespace herald::core

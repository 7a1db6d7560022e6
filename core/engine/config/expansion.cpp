// SPDX-License-Identifier: Apache-2.0
#include "engine/config/expansion.h"

#include <Poco/AutoPtr.h>
#include <Poco/Exception.h>
#include <Poco/String.h>
#include <Poco/Util/LayeredConfiguration.h>
#include <Poco/Util/MapConfiguration.h>
#include <Poco/Util/SystemConfiguration.h>

#include <exception>
#include <set>
#include <utility>

namespace herald::core {

namespace {

using Poco::Util::MapConfiguration;

// Stands for `${` in a text that Poco must not expand. No property has a NUL.
const std::string kHidden("$\0{", 3);
constexpr std::string_view kEnvironment = "system.env.";

// The most that the ${…} of one entry may take from other entries, and those of all entries together.
constexpr std::size_t kLargestText = std::size_t{1} << 20;
constexpr std::size_t kLargestSum = std::size_t{16} << 20;
constexpr std::size_t kLookup = 64;  // what a lookup counts besides its text, since an empty text costs time too

/// The values that Poco::Util::Application sets, except those that differ between the programs that read the file.
Poco::AutoPtr<MapConfiguration> applicationValues(const std::filesystem::path& file) {
  Poco::AutoPtr<MapConfiguration> values(new MapConfiguration);
  values->setString("application.configDir", std::filesystem::absolute(file).parent_path().string() + "/");
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe");
  values->setString("application.path", program.string());
  values->setString("application.dir", program.parent_path().string() + "/");
  values->setString("application.name", program.filename().string());
  values->setString("application.baseName", program.stem().string());
  return values;
}

std::string whyUnknown(const std::string& name) {
  if (name.starts_with(kEnvironment)) {
    return "the environment variable " + name.substr(kEnvironment.size()) + " is not set";
  }
  return "${" + name + "} is not set; if the text needs `${` itself, put it into a file and name it in KEY.file";
}

constexpr int kDeepest = 10;  // as Poco

/// Where the `${` at `open` ends: the place of its brace. Others may stand within it, not too deep; otherwise npos.
std::size_t closeOf(const std::string& text, std::size_t open) {
  int depth = 0;
  for (auto at = open; at < text.size() && depth <= kDeepest; ++at) {
    if (text.compare(at, 2, "${") == 0) ++depth;
    if (text[at] == '}' && --depth == 0) return at;
  }
  return std::string::npos;
}

struct TooLarge : std::exception {};

}  // namespace

/// All layers as one, for Poco to expand from. It bounds what a few nested variables would make of a short text.
class Expansion::Source : public Poco::Util::AbstractConfiguration {
 public:
  Source(const Entries& entries, const std::filesystem::path& file) {
    for (const auto& [key, entry] : entries) values_->setString(key, entry.text);
    layers_->add(applicationValues(file));
    layers_->add(values_);
    layers_->add(new Poco::Util::SystemConfiguration);
  }

  void begin() {
    unknown_.clear();
    taken_ = 0;
  }

  /// The text with a choice made for each `${NAME:-TEXT}`: `${NAME}` or TEXT. Poco before 1.12 does not know them, and
  /// later ones ask for NAME all the same.
  std::string withDefaults(const std::string& text) const {
    std::string chosen;
    std::size_t at = 0, mark = text.find(":-");
    for (auto open = text.find("${"); mark != std::string::npos && open != std::string::npos;
         open = text.find("${", at)) {
      if (mark < open) mark = text.find(":-", open);
      chosen.append(text, at, open - at);
      at = open + 2;
      const bool hasMark = mark < text.find_first_of("$}", at);
      const auto close = hasMark ? closeOf(text, open) : std::string::npos;
      if (close == std::string::npos) {
        chosen += "${";
        continue;
      }
      const auto name = text.substr(at, mark - at);
      chosen += layers_->has(name) ? "${" + name + "}" : withDefaults(text.substr(mark + 2, close - mark - 2));
      at = close + 1;
    }
    return chosen.append(text, at);
  }

  const std::set<std::string>& unknown() const { return unknown_; }
  void set(const std::string& key, const std::string& text) { values_->setString(key, text); }

 protected:
  bool getRaw(const std::string& key, std::string& value) const override {
    if (!layers_->has(key)) return unknown_.insert(key), false;
    value = withDefaults(layers_->getRawString(key));
    taken_ += value.size() + kLookup;
    takenInAll_ += value.size() + kLookup;
    if (taken_ > kLargestText || takenInAll_ > kLargestSum) throw TooLarge();
    return true;
  }
  void setRaw(const std::string&, const std::string&) override {}
  void enumerate(const std::string&, Keys&) const override {}

 private:
  Poco::AutoPtr<MapConfiguration> values_{new MapConfiguration};
  Poco::AutoPtr<Poco::Util::LayeredConfiguration> layers_{new Poco::Util::LayeredConfiguration};
  mutable std::set<std::string> unknown_{};
  mutable std::size_t taken_ = 0;  // by the ${…} of one entry
  mutable std::size_t takenInAll_ = 0;
};

Expansion::Expansion(const Entries& entries, const std::filesystem::path& file) : source_(new Source(entries, file)) {}

Expansion::~Expansion() = default;

std::optional<std::string> Expansion::expand(const Entry& entry, std::vector<ConfigProblem>& problems) {
  if (entry.text.find("${") == std::string::npos) return entry.text;
  std::vector<std::string> found;
  std::string text = entry.text;
  bool tooLarge = false;
  source_->begin();
  try {
    text = Poco::replace(source_->expand(source_->withDefaults(entry.text)), kHidden, std::string("${"));
    for (const auto& name : source_->unknown()) found.push_back(whyUnknown(name));
  } catch (const TooLarge&) {
    tooLarge = true;
    found.push_back(
        "its ${…} make too much text (more than 1 MiB, or 16 MiB with those of all keys): put a long text into a file "
        "and name it in KEY.file");
  } catch (const Poco::CircularReferenceException&) {
    found.push_back("its ${…} refer to themselves, or are nested more than ten deep: write the value out");
  }
  if (found.empty() || (!tooLarge && entry.key.starts_with("application."))) return text;
  for (const auto& why : found) problems.push_back({entry.at, entry.key, why});
  return std::nullopt;
}

void Expansion::setLiteral(const std::string& key, const std::string& text) {
  source_->set(key, Poco::replace(text, std::string("${"), kHidden));
}

}  // namespace herald::core

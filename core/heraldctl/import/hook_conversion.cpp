#include "heraldctl/import/hook_conversion.h"

#include <Poco/NumberParser.h>
#include <Poco/String.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <set>
#include <utility>

#include "herald/json.h"
#include "herald/template.h"
#include "heraldctl/import/seed_events.h"

namespace herald::core::import {

namespace {

using Kind = SinkOption::Kind;
using Header = std::pair<std::string, std::string>;  // the name in lower case

// What Herald sets itself, and refuses under `headers`.
constexpr std::array kHeraldsHeaders{"connection",        "content-length",   "host", "transfer-encoding", "webhook-id",
                                     "webhook-signature", "webhook-timestamp"};

// RFC 9110, 5.6.2
bool isHeaderName(const std::string& name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return std::isalnum(c) || std::string_view("!#$%&'*+-.^_`|~").find(static_cast<char>(c)) != std::string_view::npos;
  });
}

bool hasControls(const std::string& text) {
  return std::any_of(text.begin(), text.end(), [](unsigned char c) { return (c < ' ' && c != '\t') || c == 127; });
}

class Converter {
 public:
  Converter(const SeedHook& hook, bool isTemplate)
      : hook_(hook), isTemplate_(isTemplate), rewriter_(hook.flag("oauth"), inserted(hook)) {}

  ConvertedHook convert() {
    add("type", hook_.flag("oauth") ? "oauth_webhook" : "webhook");
    if (!hook_.flag("webhook_enabled")) add("enabled", "false");
    address();
    request("");
    who();
    if (hook_.flag("oauth")) token();
    if (!isTemplate_) events(wantedEvents(hook_));
    messages(isTemplate_ ? spokenEvents(hook_) : wantedEvents(hook_));
    cooldown();
    if (!hook_.flag("verify_ssl")) {
      add("tls.verify", "false");
      note(
          "The receiver's certificate is not checked, as before; `tls.ca` would be the better way for one of your "
          "own.");
    }
    for (const auto& setting : hook_.unknown) lose("The setting " + setting + " is none that the plugin has.");
    return std::move(result_);
  }

 private:
  static std::map<std::string, std::string> inserted(const SeedHook& hook) {
    const auto& device = hook["deviceIdentifier"];
    if (!TemplateRewriter::hasVariable(device)) return {};
    return {{"deviceIdentifier", device}};
  }

  void add(const std::string& name, const std::string& value, Kind kind = Kind::Plain) {
    result_.options.push_back({name, value, kind});
  }
  void lose(const std::string& sentence) { result_.lost.push_back(sentence); }
  void note(const std::string& sentence) { result_.notes.push_back(sentence); }
  void breaks(const std::string& why) {
    if (result_.broken.empty()) result_.broken = why;
  }

  std::string rewritten(const std::string& what, const std::string& text) {
    std::vector<Rewriting> done;
    auto changed = isJsonObject(text) ? rewriter_.json(text, done) : rewriter_.text(text, done);
    for (const auto& one : done) result_.rewritten.push_back(what + ": " + one.before + " → " + one.after);
    return changed;
  }

  /// The text as a template of this place; where it is none, the hook is broken.
  std::string compiled(const std::string& what, const std::string& text, Place place) {
    try {
      Template(text, place);
    } catch (const BadTemplate& bad) {
      breaks(what + " " + bad.what());
    }
    return text;
  }

  void address() {
    if (isTemplate_ && hook_["url"].empty()) return;
    const auto url = compiled("url", rewritten("url", Poco::trim(hook_["url"])), Place::Url);
    if (url.empty())
      breaks("it has no URL");
    else if (!url.starts_with('@') && !isAddress(url))
      breaks("its URL does not begin with http:// or https://");
    add("url", url, holdsKey(url) ? Kind::Secret : Kind::Plain);
  }

  static bool isAddress(const std::string& url) {
    return Poco::icompare(url, 0, 7, "http://") == 0 || Poco::icompare(url, 0, 8, "https://") == 0;
  }

  void method(const std::string& option, const std::string& value) {
    const auto word = Poco::toUpper(value);
    static const std::set<std::string> kMethods{"POST", "PUT", "PATCH", "DELETE", "GET"};
    if (!kMethods.contains(word))
      breaks("its HTTP method is " + value + ", which is none of POST, PUT, PATCH, DELETE and GET");
    if (word != "POST") add(option, word);
  }

  /// The request itself, or with "oauth_" the one for the token.
  void request(const std::string& prefix) {
    const std::string option = prefix.empty() ? "" : "oauth.";
    method(option + "method", hook_[prefix + "http_method"]);
    const bool form = hook_[prefix + "content_type"] != "JSON";
    if (form) add(option + "contentType", "FORM");
    const bool noBody = Poco::icompare(hook_[prefix + "http_method"], "GET") == 0;
    const Header own{"content-type", form ? "application/x-www-form-urlencoded" : "application/json"};
    headers(prefix + "headers", option + "headers", noBody ? Header() : own);
    const auto& data = hook_[prefix + "data"];
    if (!isJsonObject(data)) breaks("its " + prefix + "data is no JSON object" + whyNoJson(data));
    const auto text = prefix.empty() && isJsonObject(data) ? rewritten("data", data) : data;
    if (prefix.empty() && isJsonObject(data)) compiled("data", text, Place::Json);
    add(option + "data", text, prefix.empty() ? Kind::Json : Kind::Secret);
  }

  static std::string whyNoJson(const std::string& text) {
    const auto error = jsonError(text);
    return error.empty() ? std::string() : " (" + error + ")";
  }

  /// `own` is the header that Herald adds by itself.
  void headers(const std::string& setting, const std::string& option, const Header& own) {
    auto text = hook_[setting];
    if (!isJsonObject(text)) {
      breaks("its " + setting + " are no JSON object" + whyNoJson(text));
      return add(option, text, Kind::Json);
    }
    std::vector<Header> kept;
    for (const auto& [name, raw] : jsonMembers(text)) {
      const auto lower = Poco::toLower(name);
      if (!raw.starts_with('"') || hasControls(jsonToText(raw))) breaks("its header " + name + " is no plain text");
      if (!isHeaderName(name)) breaks("`" + name + "` is no name of a header");
      if (std::find(kHeraldsHeaders.begin(), kHeraldsHeaders.end(), lower) != kHeraldsHeaders.end()) {
        lose("The header " + name + " is left out: Herald sets it itself.");
        text = jsonWithout(text, name);
      } else {
        kept.emplace_back(lower, jsonToText(raw));
      }
    }
    if (kept.empty() || (kept.size() == 1 && kept[0] == own)) return;
    const bool secret = std::any_of(kept.begin(), kept.end(), [](const Header& header) {
      return header.first == "authorization" && header.second.find('@') == std::string::npos;
    });
    add(option, setting == "headers" ? rewritten("headers", text) : text, secret ? Kind::Secret : Kind::Json);
  }

  void who() {
    if (isTemplate_) return;
    if (!hook_["apiSecret"].empty()) add("apiSecret", hook_["apiSecret"], Kind::Secret);
    const auto& device = hook_["deviceIdentifier"];
    if (TemplateRewriter::hasVariable(device)) {
      result_.rewritten.push_back("@deviceIdentifier → " + device +
                                  ", its value, since Herald looks for variables once");
    } else if (!device.empty()) {
      add("deviceIdentifier", device);
    }
  }

  void token() {
    const auto url = Poco::trim(hook_["oauth_url"]);
    if (!isAddress(url)) breaks("its OAuth URL does not begin with http:// or https://");
    add("oauth.url", url, holdsKey(url) ? Kind::Secret : Kind::Plain);
    request("oauth_");
    note("One token serves until it ends or is refused; oauth.reuse = false asks for one at each event, as before.");
  }

  void events(const WantedEvents& wanted) {
    if (wanted.events.empty()) {
      note("None of its events was switched on, so it is switched off.");
      if (!result_.find("enabled")) add("enabled", "false");
      return;
    }
    std::string types;
    for (const auto& event : wanted.events) types += (types.empty() ? "" : ", ") + event.type;
    add("events", types);
    if (!wanted.progress.empty()) add("progress", wanted.progress);
  }

  void messages(const WantedEvents& wanted) {
    for (const auto& event : wanted.events) {
      if (event.ownMessage) message(event.type, event.message);
    }
    result_.lost.insert(result_.lost.end(), wanted.lost.begin(), wanted.lost.end());
  }

  void message(const std::string& type, const std::string& text) {
    add("message." + type, compiled("message." + type, rewritten("message." + type, text), Place::Text));
  }

  void cooldown() {
    const auto text = Poco::trim(hook_["event_cooldown"]);
    int seconds = 0;
    if (!Poco::NumberParser::tryParse(text.empty() ? "0" : text, seconds) || seconds < 0) {
      return lose("The cooldown `" + text + "` is no number of seconds.");
    }
    if (seconds == 0) return;
    add("cooldown", std::to_string(seconds) + "s");
    note("The cooldown now counts for this hook and each printer by itself; in the plugin all hooks shared it.");
  }

  const SeedHook& hook_;
  bool isTemplate_;
  TemplateRewriter rewriter_;
  ConvertedHook result_{};
};

}  // namespace

const std::string* ConvertedHook::find(const std::string& option) const {
  for (const auto& one : options) {
    if (one.name == option) return &one.value;
  }
  return nullptr;
}

std::string ConvertedHook::text(const std::string& option) const {
  const auto* value = find(option);
  return value ? *value : std::string();
}

ConvertedHook convertHook(const SeedHook& hook, bool isTemplate) { return Converter(hook, isTemplate).convert(); }

bool holdsKey(const std::string& url) {
  constexpr std::size_t kShortestKey = 16;
  std::size_t length = 0;
  bool letter = false, digit = false;
  const auto behind = url.find("://");
  for (const char c : url.substr(behind == std::string::npos ? 0 : std::min(url.find('/', behind + 3), url.size()))) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) || c == '-' || c == '_') {
      ++length;
      letter = letter || std::isalpha(byte);
      digit = digit || std::isdigit(byte);
      if (length >= kShortestKey && letter && digit) return true;
    } else {
      length = 0;
      letter = digit = false;
    }
  }
  return false;
}

}  // namespace herald::core::import

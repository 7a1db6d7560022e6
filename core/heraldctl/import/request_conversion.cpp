// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/import/request_conversion.h"

#include <Poco/String.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <set>
#include <utility>
#include <vector>

#include "herald/json.h"
#include "heraldctl/import/secret_names.h"

namespace herald::core::import {

namespace {

using Kind = SinkOption::Kind;
using Header = std::pair<std::string, std::string>;  // the name in lower case

// Herald sets these headers itself, and refuses them under `headers`.
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

/// " (unexpected character at line 2, column 14)"; empty for valid JSON.
std::string whyNotJson(const std::string& text) {
  const auto error = jsonError(text);
  return error.empty() ? std::string() : " (" + error + ")";
}

/// Converts one request: of the delivery, or of the token if `templates` is null.
class RequestConversion {
 public:
  RequestConversion(const WebhooksHook& hook, TemplateConversion* templates, ConvertedHook& result)
      : hook_(hook), templates_(templates), result_(result) {}

  void convert() {
    method();
    const bool form = hook_[setting("content_type")] != "JSON";
    if (form) result_.add(option("contentType"), "FORM");
    const bool noBody = Poco::icompare(hook_[setting("http_method")], "GET") == 0;
    headers(noBody ? Header()
                   : Header{"content-type", form ? "application/x-www-form-urlencoded" : "application/json"});
    data();
  }

 private:
  std::string setting(const std::string& name) const { return (templates_ ? "" : "oauth_") + name; }
  std::string option(const std::string& name) const { return (templates_ ? "" : "oauth.") + name; }

  void method() {
    static const std::set<std::string> kMethods{"POST", "PUT", "PATCH", "DELETE", "GET"};
    const auto& given = hook_[setting("http_method")];
    const auto method = Poco::toUpper(given);
    if (!kMethods.contains(method)) {
      result_.breaks("its HTTP method is " + given + ", not POST, PUT, PATCH, DELETE or GET");
    }
    if (method != "POST") result_.add(option("method"), method);
  }

  void data() {
    auto data = hook_[setting("data")];
    if (!isJsonObject(data)) {
      result_.breaks("its " + setting("data") + " is not a JSON object" + whyNotJson(data));
    } else if (templates_) {
      data = templates_->convert("data", data, Place::Json);
    }
    result_.add(option("data"), data, templates_ && !holdsSecret(data) ? Kind::Json : Kind::Secret);
  }

  /// `own` is the header that Herald adds by itself.
  void headers(const Header& own) {
    auto text = hook_[setting("headers")];
    if (!isJsonObject(text)) {
      result_.breaks("its " + setting("headers") + " are not a JSON object" + whyNotJson(text));
      return result_.add(option("headers"), text, Kind::Json);
    }
    const auto kept = keptHeaders(text);
    if (kept.empty() || (kept.size() == 1 && kept[0] == own)) return;
    if (templates_) text = templates_->rewrite("headers", text);
    result_.add(option("headers"), text, holdsSecret(text) ? Kind::Secret : Kind::Json);
  }

  /// Removes from `text` the headers that Herald sets itself, and returns the others.
  std::vector<Header> keptHeaders(std::string& text) {
    std::vector<Header> kept;
    for (const auto& [name, value] : headersIn(text)) {
      const auto lower = Poco::toLower(name);
      if (std::find(kHeraldsHeaders.begin(), kHeraldsHeaders.end(), lower) != kHeraldsHeaders.end()) {
        result_.lost.push_back("The header " + name + " is left out: Herald sets it itself.");
        text = jsonWithout(text, name);
      } else {
        kept.emplace_back(lower, value);
      }
    }
    return kept;
  }

  /// Names and values; reports those that no request can have.
  std::vector<Header> headersIn(const std::string& text) {
    std::vector<Header> all;
    for (const auto& [name, raw] : jsonMembers(text)) {
      const auto value = jsonToText(raw);
      if (!raw.starts_with('"') || hasControls(value)) result_.breaks("its header " + name + " is not plain text");
      if (!isHeaderName(name)) result_.breaks("`" + name + "` is not a name of a header");
      all.emplace_back(name, value);
    }
    return all;
  }

  const WebhooksHook& hook_;
  TemplateConversion* const templates_;
  ConvertedHook& result_;
};

}  // namespace

void convertDeliveryRequest(const WebhooksHook& hook, TemplateConversion& templates, ConvertedHook& result) {
  RequestConversion(hook, &templates, result).convert();
}

void convertTokenRequest(const WebhooksHook& hook, ConvertedHook& result) {
  RequestConversion(hook, nullptr, result).convert();
}

}  // namespace herald::core::import

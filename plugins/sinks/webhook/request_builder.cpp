// SPDX-License-Identifier: Apache-2.0
#include "request_builder.h"

#include <Poco/String.h>

#include <algorithm>
#include <functional>

#include "herald/variables.h"
#include "secrets.h"

namespace herald::webhook {
namespace {

constexpr const char* kDefaultData =
    R"({"deviceIdentifier":"@deviceIdentifier","apiSecret":"@apiSecret","topic":"@topic","message":"@message","extra":"@extra"})";

[[noreturn]] void rejectMissing(const std::vector<std::string>& missing) {
  throw Failure(Outcome::Verdict::Rejected, "the event has no @" +
                                                Poco::cat(std::string(", @"), missing.begin(), missing.end()) +
                                                ": add a fallback (`@{name|fallback}`) or set strict = false");
}

Signer readSigner(const Settings& settings) {
  try {
    return Signer(settings.text("signingSecret"));
  } catch (const std::invalid_argument& bad) {
    settings.reject("signingSecret", bad.what());
  }
}

}  // namespace

std::vector<Option> RequestBuilder::options() {
  return {
      {"url", Type::Template, "",
       "The address of the receiver. Herald percent-encodes variables, except one at the very start.", true},
      {"method",
       Type::Choice,
       "POST",
       "The HTTP method; GET sends the data as the query.",
       false,
       {"POST", "PUT", "PATCH", "DELETE", "GET"}},
      {"contentType",
       Type::Choice,
       "JSON",
       "How Herald sends the data: as a JSON body, as a form, or as the URL's query.",
       false,
       {"JSON", "FORM", "QUERY"}},
      {"headers", Type::TemplateMap, "",
       "The headers of the request. Each value is a template: `headers.Authorization = Bearer @apiSecret`."},
      {"data", Type::JsonTemplate, kDefaultData, "The data of the request: JSON with variables in its strings."},
      {"deviceIdentifier", Type::Text, "", "The variable @deviceIdentifier. If it is empty, the event's device."},
      {"apiSecret", Type::Secret, "", "The variable @apiSecret."},
      {"variables", Type::Map, "", "Variables of your own: `variables.chat = 12345` is @chat."},
      FieldLimits::option(),
      {"signingSecret", Type::Secret, "",
       "Signs each request by Standard Webhooks: `whsec_` and a key in Base64. To replace the key, write the new and "
       "the old one, separated by a blank."},
      {"strict", Type::Flag, "false", "Reject an event if a variable is missing, instead of sending an empty text."},
  };
}

RequestBuilder::RequestBuilder(const Settings& settings)
    : request_(settings),
      signer_(readSigner(settings)),
      deviceIdentifier_(settings.text("deviceIdentifier")),
      apiSecret_(settings.text("apiSecret")),
      variables_(settings.map("variables")),
      strict_(settings.flag("strict")),
      secrets_(signer_.secrets()) {
  for (std::string& secret : requestSecrets(settings, "", TextKind::Template)) secrets_.push_back(std::move(secret));
}

Vocabulary RequestBuilder::vocabulary() const {
  Vocabulary words{.variables = {"apiSecret"}};
  for (const auto& [name, text] : variables_) words.variables.push_back(name);
  return words;
}

BuiltRequest RequestBuilder::build(const Attempt& attempt, std::chrono::system_clock::time_point now,
                                   std::string overlay) const {
  Variables variables(attempt);
  for (const auto& [name, text] : variables_) variables.set(name, text);
  variables.set("deviceIdentifier", deviceIdentifier_.empty() ? attempt.event.device : deviceIdentifier_);
  variables.set("apiSecret", apiSecret_);
  if (!overlay.empty()) variables.overlay(std::move(overlay));

  BuiltRequest built;
  auto& [request, missing] = built;
  request = request_.render(std::cref(variables), missing);
  const auto& inMessage = variables.missingInMessage();
  missing.insert(missing.end(), inMessage.begin(), inMessage.end());
  std::sort(missing.begin(), missing.end());
  missing.erase(std::unique(missing.begin(), missing.end()), missing.end());
  if (strict_ && !missing.empty()) rejectMissing(missing);
  signer_.sign(request, attempt.event.id, now);
  return built;
}

}  // namespace herald::webhook

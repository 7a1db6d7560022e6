// SPDX-License-Identifier: Apache-2.0
#include "request_builder.h"

#include <utility>

#include "herald/secrets.h"

namespace herald::webhook {
namespace {

constexpr const char* kDefaultData =
    R"({"deviceIdentifier":"@deviceIdentifier","apiSecret":"@apiSecret","topic":"@topic","message":"@message","extra":"@extra"})";

Signer readSigner(const Settings& settings) {
  try {
    return Signer(settings.text("signingSecret"));
  } catch (const std::invalid_argument& bad) {
    settings.reject("signingSecret", bad.what());
  }
}

}  // namespace

std::vector<Option> RequestBuilder::options() {
  std::vector<Option> all{
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
      {"signingSecret", Type::Secret, "",
       "Signs each request by Standard Webhooks: `whsec_` and a key in Base64. To replace the key, write the new and "
       "the old one, separated by a blank."},
  };
  for (Option& option : TemplateOptions::options()) all.push_back(std::move(option));
  return all;
}

RequestBuilder::RequestBuilder(const Settings& settings)
    : request_(settings),
      templates_(settings),
      signer_(readSigner(settings)),
      deviceIdentifier_(settings.text("deviceIdentifier")),
      apiSecret_(settings.text("apiSecret")),
      secrets_(signer_.secrets()) {
  for (std::string& secret : likelySecrets(settings, {"url", "headers", "data"}, TextKind::Template))
    secrets_.push_back(std::move(secret));
}

Vocabulary RequestBuilder::vocabulary() const {
  Vocabulary words = templates_.vocabulary();
  words.variables.emplace_back("apiSecret");
  return words;
}

BuiltRequest RequestBuilder::build(const Attempt& attempt, std::chrono::system_clock::time_point now,
                                   std::string overlay) const {
  Rendering rendering(templates_, attempt);
  Variables& variables = rendering.variables();
  variables.set("deviceIdentifier", deviceIdentifier_.empty() ? attempt.event.device : deviceIdentifier_);
  variables.set("apiSecret", apiSecret_);
  if (!overlay.empty()) variables.overlay(std::move(overlay));

  BuiltRequest built{request_.render(rendering), rendering.missing()};
  signer_.sign(built.request, attempt.event.id, now);
  return built;
}

}  // namespace herald::webhook

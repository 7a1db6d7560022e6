// SPDX-License-Identifier: Apache-2.0
#include "request_builder.h"

#include <utility>

#include "herald/json.h"
#include "herald/secrets.h"
#include "picture_variable.h"

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

/// `overlay` with the variable @snapshot, if the request or the message uses it.
std::string withPicture(std::string overlay, const RequestTemplate& request, const Attempt& attempt) {
  if (!attempt.snapshot) return overlay;
  const auto isUsed = [&](const std::string& path) { return request.uses(path) || attempt.message.uses(path); };
  const std::string variable = pictureVariable("snapshot", *attempt.snapshot, isUsed);
  return variable == "{}" ? overlay : jsonWith(overlay, "snapshot", variable);
}

}  // namespace

std::vector<Option> RequestBuilder::options() {
  std::vector<Option> all = RequestTemplate::options(kDefaultData);
  for (Option& option : CloudEventFormat::options()) all.push_back(std::move(option));
  all.push_back(
      {"deviceIdentifier", Type::Text, "", "The variable @deviceIdentifier. If it is empty, the event's device."});
  all.push_back({.name = "apiSecret", .type = Type::Secret, .help = "The variable @apiSecret.", .common = true});
  all.push_back({"signingSecret", Type::Secret, "",
                 "Signs each request by Standard Webhooks: `whsec_` and a key in Base64. To replace the key, write the "
                 "new and the old one, separated by a blank."});
  for (Option& option : TemplateOptions::options()) all.push_back(std::move(option));
  for (Option& option : DataShape::options()) all.push_back(std::move(option));
  return all;
}

RequestBuilder::RequestBuilder(const Settings& settings)
    : RequestBuilder(settings, CloudEventFormat::withData(settings), Role::Message) {}

RequestBuilder::RequestBuilder(const Settings& settings, const Settings& request, Role role)
    : request_(request),
      role_(role),
      templates_(settings),
      shape_(settings),
      format_(settings),
      signer_(readSigner(settings)),
      deviceIdentifier_(settings.text("deviceIdentifier")),
      apiSecret_(settings.text("apiSecret")),
      secrets_(signer_.secrets()) {
  for (std::string& secret : likelySecrets(request, {"url", "headers", "data"}, TextKind::Template))
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
  const std::string device = deviceIdentifier_.empty() ? attempt.event.device : deviceIdentifier_;
  variables.set("deviceIdentifier", device);
  variables.set("apiSecret", apiSecret_);
  overlay = withPicture(std::move(overlay), request_, attempt);
  if (!overlay.empty()) variables.overlay(std::move(overlay));

  const std::string_view picture = attempt.snapshot ? *attempt.snapshot : std::string_view();
  BuiltRequest built{request_.render(rendering, shape_, picture), rendering.missing()};
  if (role_ == Role::Step) return built;
  format_.apply(built.request, attempt.event, device);
  signer_.sign(built.request, attempt.event.id, now);
  if (attempt.number > 1) built.request.headers.emplace_back("webhook-attempt", std::to_string(attempt.number));
  return built;
}

}  // namespace herald::webhook

// SPDX-License-Identifier: Apache-2.0
#include "integration/fake_service.h"

#include <Poco/String.h>

#include <regex>
#include <sstream>

#include "herald/json.h"
#include "herald/testing/temporary_folder.h"
#include "integration/parity.h"

namespace herald::testing {
namespace {

const std::regex kHost("^https?://[^/]+");

/// The rule, with its URL as a path: the service has only one address here.
std::string withPath(std::string_view rule) {
  return jsonWith(rule, "url", jsonQuote(std::regex_replace(textAt(rule, "url"), kHost, "")));
}

}  // namespace

FakeService::FakeService(const ServiceRules& rules)
    : rules_(rules), receiver_([this](const Received& request) { return reply(request); }) {}

std::string FakeService::url() const {
  const auto all = receiver_.url();
  return all.substr(0, all.size() - 1);
}

std::map<std::string, std::string> FakeService::options(const std::string& preset, bool whole) const {
  const std::regex address(R"(^((?:snapshot\.)?(?:steps\.\d\.)?url)\s*=\s*(https?://.*)$)");
  auto options = rules_.options(whole);
  std::istringstream lines(readFile(presetFile(preset)));
  std::smatch match;
  for (std::string line; std::getline(lines, line);)
    if (std::regex_match(line, match, address)) options.try_emplace(match[1], match[2]);
  for (auto& [option, value] : options) {
    value = std::regex_replace(value, kHost, url());
    Poco::replaceInPlace(value, std::string("${own."), std::string("${sink.it."));
  }
  return options;
}

void FakeService::answer(std::string_view answer) {
  const std::lock_guard lock(mutex_);
  answer_ = answer;
}

std::vector<std::string> FakeService::faults() {
  const std::lock_guard lock(mutex_);
  return faults_;
}

std::vector<std::string> FakeService::paths() {
  const std::lock_guard lock(mutex_);
  return paths_;
}

std::vector<std::string> FakeService::pictures() {
  const std::lock_guard lock(mutex_);
  return pictures_;
}

Reply FakeService::asReply(std::string_view answer) const {
  const auto raw = jsonAt(answer, "body");
  auto body = raw.starts_with('"') ? jsonToText(raw) : std::string(raw);
  Poco::replaceInPlace(body, std::string("{base}"), url());
  std::map<std::string, std::string> headers;
  for (const auto& [name, value] : jsonMembers(jsonAt(answer, "headers"))) headers[name] = jsonToText(value);
  return {std::stoi(std::string(jsonAt(answer, "status"))), body, headers};
}

Reply FakeService::accept(const ServiceRequest& request, std::string_view rule, std::string_view reply) {
  paths_.push_back(request.method + " " + request.url.substr(0, request.url.find('?')));
  if (auto picture = request.picture(rule); !picture.empty()) pictures_.push_back(std::move(picture));
  return asReply(reply);
}

Reply FakeService::reply(const Received& received) {
  const std::lock_guard lock(mutex_);
  if (received.path.starts_with("/token")) return {200, R"({"access_token": "TOKEN"})"};
  if (!answer_.empty()) return asReply(answer_);
  const auto request = ServiceRequest::received(received, "");
  std::string why = received.method + " " + received.path + ":";
  for (const auto rule : rules_.withPicture()) {
    const auto here = withPath(rule);
    const auto faults = faultsOf(request, here);
    if (faults.empty()) return accept(request, here, jsonAt(rule, "reply"));
    why += " " + faults.front() + ";";
  }
  const auto plain = withPath(rules_.plain());
  const auto faults = faultsOf(request, plain);
  if (faults.empty()) return accept(request, plain, rules_.at("reply"));
  faults_.push_back(why + " " + faults.front());
  return rules_.at("fault").empty() ? Reply(400) : asReply(rules_.at("fault"));
}

}  // namespace herald::testing

// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/access/session_resource.h"

#include "base/text/json_texts.h"
#include "herald/json.h"
#include "heraldd/api/access/password_hash.h"
#include "heraldd/api/access/random_token.h"
#include "heraldd/api/operations/api_problem.h"

namespace herald::core {

namespace {

constexpr const char* kSessionSchema =
    R"({"type":"object","required":["user","version","via"],"properties":{"user":{"type":"string"},)"
    R"("version":{"type":"string"},"via":{"enum":["link","password","ingress","token","socket"]}}})";

constexpr const char* kLoginSchema =
    R"({"type":"object","additionalProperties":false,"properties":{"link":{"type":"string","maxLength":200},)"
    R"("password":{"type":"string","maxLength":1000},"path":{"type":"string","maxLength":200}}})";

constexpr const char* kLinkSchema =
    R"({"type":"object","required":["link","addresses"],"properties":{"link":{"type":"string"},"addresses":)"
    R"({"type":"array","items":{"type":"string"}}}})";

[[noreturn]] void waitFirst(const std::string& why, Millis wait) {
  const auto whole = std::to_string(std::chrono::ceil<std::chrono::seconds>(wait).count());
  throw ApiProblem(429, why + ": wait " + whole + " s").with("Retry-After", whole);
}

}  // namespace

void SessionResource::setPassword(std::string hash) {
  {
    const MutexLock lock(mutex_);
    if (hash == hash_) return;
    hash_.swap(hash);
  }
  sessions_.endAll();  // who knew the old password has to know the new one
}

std::string SessionResource::passwordMark() {
  const MutexLock lock(mutex_);
  return fingerprintOf(hash_);
}

std::vector<Operation> SessionResource::operations() {
  return {{.path = "/api/v1/session",
           .id = "getSession",
           .summary = "Who is logged in.",
           .answerSchema = "Session",
           .handler = [this](const ApiRequest& request) { return show(request); }},
          {.method = "POST",
           .path = "/api/v1/session",
           .id = "beginSession",
           .summary = "Logs in with a link of `heraldctl console`, or with the password.",
           .bodySchema = "Login",
           .answerStatus = 204,
           .needsSession = false,
           .handler = [this](const ApiRequest& request) { return begin(request); }},
          {.method = "DELETE",
           .path = "/api/v1/session",
           .id = "endSession",
           .summary = "Logs out.",
           .answerStatus = 204,
           .handler = [this](const ApiRequest& request) { return end(request); }},
          {.method = "POST",
           .path = "/api/v1/session/links",
           .id = "makeLoginLink",
           .summary = "Makes a link that logs one browser in, once. At the Unix socket alone.",
           .answerSchema = "LoginLink",
           .isForSocketAlone = true,
           .handler = [this](const ApiRequest&) { return makeLink(); }}};
}

Resource::Schemas SessionResource::schemas() const {
  return {{"Session", kSessionSchema}, {"Login", kLoginSchema}, {"LoginLink", kLinkSchema}};
}

ApiAnswer SessionResource::show(const ApiRequest& request) {
  using Way = ApiCaller::Way;
  const auto way = request.caller.way;
  std::string via = way == Way::Token ? "token" : way == Way::Ingress ? "ingress" : "socket";
  if (way == Way::Session) {
    const auto entrance = sessions_.entranceOf(request.caller.session);
    if (!entrance) throw ApiProblem(401, "the session has just ended: log in");
    via = *entrance == Sessions::Entrance::Link ? "link" : "password";
  }
  return {200, JsonObject().add("user", "local").add("version", version_).add("via", via).text()};
}

ApiAnswer SessionResource::begin(const ApiRequest& request) {
  const auto link = jsonAt(request.body, "link");
  const auto password = jsonAt(request.body, "password");
  if (link.empty() == password.empty()) throw ApiProblem(422, "send either `link` or `password`");
  ApiAnswer answer{.status = 204, .body = ""};
  answer.cookiePath = jsonToText(jsonAt(request.body, "path"));
  if (!link.empty()) {
    answer.cookie = sessions_.begin(jsonToText(link));
    if (!answer.cookie)
      throw ApiProblem(401, "this link was used already, or is too old: `heraldctl console` prints another");
  } else {
    answer.cookie = beginWithPassword(jsonToText(password), request.caller.address);
  }
  return answer;
}

std::string SessionResource::beginWithPassword(const std::string& password, const std::string& client) {
  const auto now = time_.now();
  if (const auto wait = brake_.wait(client, now); wait.count() > 0) waitFirst("too many wrong passwords", wait);
  if (!isRight(password)) {
    brake_.failed(client, now);
    throw ApiProblem(401, "this is not the password: `heraldctl console` prints a link that needs none");
  }
  brake_.succeeded(client);
  return sessions_.begin();
}

bool SessionResource::isRight(const std::string& password) {
  std::string hash;
  {
    const MutexLock lock(mutex_);
    if (hash_.empty()) {
      throw ApiProblem(401,
                       "there is no password yet: `heraldctl console` prints a link, and `heraldctl console --lan` "
                       "sets a password");
    }
    if (isChecking_) waitFirst("another password is being checked", std::chrono::seconds(1));
    isChecking_ = true;
    hash = hash_;
  }
  const auto done = [this] {
    const MutexLock lock(mutex_);
    isChecking_ = false;
  };
  try {
    const bool right = isPassword(password, hash);
    done();
    return right;
  } catch (...) {
    done();
    throw;
  }
}

ApiAnswer SessionResource::end(const ApiRequest& request) {
  if (!request.caller.session.empty()) sessions_.end(request.caller.session);
  return {.status = 204, .body = "", .cookie = ""};
}

ApiAnswer SessionResource::makeLink() {
  const auto addresses = addressesOf(port_.state());
  if (addresses.empty()) {
    throw ApiProblem(409,
                     "no port serves the console: set admin.listen and console.enabled, then run `heraldctl reload`");
  }
  return {200, JsonObject().add("link", sessions_.makeLink()).addRaw("addresses", jsonTexts(addresses)).text()};
}

}  // namespace herald::core

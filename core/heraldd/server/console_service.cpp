// SPDX-License-Identifier: Apache-2.0
#include "heraldd/server/console_service.h"

#include <openssl/crypto.h>

#include <charconv>
#include <utility>

#include "console/pages.h"
#include "heraldd/api/operations/api_problem.h"
#include "heraldd/server/page_answer.h"
#include "heraldd/server/problem_answer.h"

namespace herald::core {

namespace {

constexpr std::string_view kApi = "/api/v1/";
constexpr std::string_view kBearer = "Bearer ";
constexpr auto kEventStream = "text/event-stream";

bool isRead(const ServerRequest& request) { return request.method == "GET" || request.method == "HEAD"; }

/// A HEAD asks for what GET answers, without its body, which the server leaves out.
std::string methodOf(const ServerRequest& request) { return request.method == "HEAD" ? "GET" : request.method; }

const Page* pageAt(std::string_view target) {
  const auto path = target.substr(0, target.find('?'));
  return path.starts_with('/') ? findPage(path.substr(1)) : nullptr;
}

ServerAnswer redirectTo(std::string path) { return {.status = 308, .headers = {{"Location", std::move(path)}}}; }

}  // namespace

bool hasToken(const ServerRequest& request, const std::string& token) {
  const auto sent = headerValue(request.headers, "Authorization");
  if (token.empty() || sent.size() != kBearer.size() + token.size() || !sent.starts_with(kBearer)) return false;
  return CRYPTO_memcmp(sent.data() + kBearer.size(), token.data(), token.size()) == 0;
}

ConsoleService::ConsoleService(const Served& served, Door door)
    : served_(served), door_(std::move(door)), access_(HostList(door_.options.names), served_.sessions, door_.isTls) {}

/// Without the path of the proxy, if the proxy has left it there.
std::string_view ConsoleService::targetIn(const ServerRequest& request) const {
  std::string_view target = request.target;
  const auto& path = door_.options.path;
  if (!path.empty() && target.starts_with(path + "/")) target.remove_prefix(path.size());
  return target;
}

bool ConsoleService::isApi(const ServerRequest& request) const { return targetIn(request).starts_with(kApi); }

bool ConsoleService::serves(const ServerRequest& head) const {
  if (isApi(head)) return true;
  return hasPages() && isRead(head) && (pageAt(targetIn(head)) != nullptr || head.target == door_.options.path);
}

std::optional<ServerAnswer> ConsoleService::refusal(const ServerRequest& head) {
  try {
    if (!door_.isSocket) check(head);
    return std::nullopt;
  } catch (const ApiProblem& problem) {
    return answerWith(problem);
  }
}

/// Throws ApiProblem.
void ConsoleService::check(const ServerRequest& head) {
  if (!rate_.takes(head.peer.substr(0, head.peer.rfind(':')), served_.time.now())) {
    throw ApiProblem(429, "too many requests: wait a moment").with("Retry-After", "1");
  }
  if (!isApi(head)) {
    if (!isFromIngress(head)) access_.checkHost(head);
    return;
  }
  if (callerOf(head).way == ApiCaller::Way::Stranger) checkStranger(head);
}

void ConsoleService::checkStranger(const ServerRequest& head) const {
  const auto* operation = served_.api.find(methodOf(head), targetIn(head));
  if (operation == nullptr || operation->needsSession) {
    throw ApiProblem(401, "log in: `heraldctl console` prints a link; a program sends admin.token");
  }
  const auto length = headerValue(head.headers, "Content-Length");
  std::size_t bytes = 0;
  std::from_chars(length.data(), length.data() + length.size(), bytes);
  if (bytes > kMostOfStranger || !headerValue(head.headers, "Transfer-Encoding").empty()) {
    throw ApiProblem(413, "log in before you send so much");
  }
}

/// From Home Assistant's Supervisor, for a browser: it has checked that this browser is logged in. Its other requests
/// have no such field.
bool ConsoleService::isFromIngress(const ServerRequest& request) const {
  const auto& supervisor = door_.options.ingress;
  if (supervisor.empty() || headerValue(request.headers, "X-Ingress-Path").empty()) return false;
  return Access::clientOf(request) == supervisor;
}

/// A stream is what a page keeps open by itself, so it is no use of the session. See Operation::isUse.
ApiCaller ConsoleService::callerOf(const ServerRequest& request) const {
  if (door_.isSocket) return {.way = ApiCaller::Way::Socket};
  if (hasToken(request, door_.token)) return {.way = ApiCaller::Way::Token, .address = request.peer};
  if (hasPages() && isFromIngress(request)) return Access::callerThroughIngress(request);
  if (!hasPages()) {
    access_.checkHost(request);
    throw needsToken(door_.token);
  }
  const auto* operation = served_.api.find(methodOf(request), targetIn(request));
  return access_.callerOf(request, operation == nullptr || (operation->isUse && operation->answerType != kEventStream));
}

ServerAnswer ConsoleService::answer(ServerRequest request) const {
  if (isApi(request)) return answerOfApi(std::move(request));
  const auto* page = pageAt(targetIn(request));
  if (page == nullptr) return redirectTo(door_.options.path + "/");
  return answerWithPage(*page, request, ancestorsFor(request));
}

/// Home Assistant shows an add-on in a frame of its own page.
std::vector<std::string> ConsoleService::ancestorsFor(const ServerRequest& request) const {
  const auto& frame = door_.options.frame;
  if (frame.empty() && !isFromIngress(request)) return {};
  std::vector<std::string> ancestors{"'self'"};
  ancestors.insert(ancestors.end(), frame.begin(), frame.end());
  return ancestors;
}

ServerAnswer ConsoleService::answerOfApi(ServerRequest request) const {
  try {
    const auto caller = callerOf(request);
    auto answer = served_.api.answer({.method = methodOf(request),
                                      .target = std::string(targetIn(request)),
                                      .headers = request.headers,
                                      .body = std::move(request.body),
                                      .caller = caller});
    return toServerAnswer(std::move(answer), request);
  } catch (const ApiProblem& problem) {
    return answerWith(problem);
  }
}

ServerAnswer ConsoleService::toServerAnswer(ApiAnswer answer, const ServerRequest& request) const {
  ServerAnswer result{.status = answer.status,
                      .body = std::move(answer.body),
                      .headers = {{"Cache-Control", "no-store"},
                                  {"X-Content-Type-Options", "nosniff"},
                                  {"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"}}};
  if (answer.status != 204) result.headers.emplace_back("Content-Type", answer.type);
  if (answer.stream) result.headers.emplace_back("X-Accel-Buffering", "no");  // nginx would hold it back
  if (answer.cookie) {
    result.headers.emplace_back("Set-Cookie", access_.cookieFor(*answer.cookie, request, answer.cookiePath));
  }
  result.headers.insert(result.headers.end(), answer.headers.begin(), answer.headers.end());
  result.stream = std::move(answer.stream);
  return result;
}

}  // namespace herald::core

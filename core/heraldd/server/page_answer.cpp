// SPDX-License-Identifier: Apache-2.0
#include "heraldd/server/page_answer.h"

#include <Poco/StringTokenizer.h>

#include "heraldd/server/accepted_coding.h"

namespace herald::core {

namespace {

/// By RFC 9110 §13.1.2: a list of tags, or `*`; weak ones count as well.
bool isIn(std::string_view ifNoneMatch, const std::string& tag) {
  using Poco::StringTokenizer;
  const StringTokenizer tags(std::string(ifNoneMatch), ",",
                             StringTokenizer::TOK_TRIM | StringTokenizer::TOK_IGNORE_EMPTY);
  for (const auto& one : tags) {
    if (one == "*" || one == tag || one == "W/" + tag) return true;
  }
  return false;
}

/// The compressed content is another representation, so it has another tag.
std::string tagOf(const Page& page, bool isGzip) {
  std::string tag(page.etag);
  if (isGzip) tag.insert(tag.size() - 1, "-gzip");
  return tag;
}

std::string policyFor(const std::vector<std::string>& ancestors) {
  std::string policy(kContentSecurityPolicy);
  if (ancestors.empty()) return policy;
  constexpr std::string_view kNobody = "frame-ancestors 'none'";
  std::string list = "frame-ancestors";
  for (const auto& ancestor : ancestors) list += " " + ancestor;
  return policy.replace(policy.find(kNobody), kNobody.size(), list);
}

}  // namespace

ServerAnswer answerWithPage(const Page& page, const ServerRequest& request, const std::vector<std::string>& ancestors) {
  const bool isGzip = acceptsGzip(headerValue(request.headers, "Accept-Encoding"));
  const auto tag = tagOf(page, isGzip);
  ServerAnswer answer{.headers = {{"ETag", tag},
                                  {"Cache-Control", "no-cache"},
                                  {"Vary", "Accept-Encoding"},
                                  {"Content-Security-Policy", policyFor(ancestors)},
                                  {"X-Content-Type-Options", "nosniff"},
                                  {"Referrer-Policy", "no-referrer"},
                                  {"Cross-Origin-Resource-Policy", "same-origin"}}};
  if (ancestors.empty()) answer.headers.emplace_back("X-Frame-Options", "DENY");
  if (isIn(headerValue(request.headers, "If-None-Match"), tag)) {
    answer.status = 304;
    return answer;
  }
  answer.headers.emplace_back("Content-Type", page.type);
  if (isGzip) answer.headers.emplace_back("Content-Encoding", "gzip");
  answer.body = isGzip ? page.gzip : page.plain;
  return answer;
}

}  // namespace herald::core

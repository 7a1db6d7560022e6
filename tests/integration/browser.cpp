// SPDX-License-Identifier: Apache-2.0
#include "browser.h"

#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/StreamCopier.h>

#include "herald/json.h"

namespace herald::testing {

Browser::Answer Browser::ask(const std::string& method, const std::string& target, const std::string& body,
                             const Fields& fields) const {
  Poco::Net::HTTPClientSession session("127.0.0.1", static_cast<Poco::UInt16>(port_));
  Poco::Net::HTTPRequest request(method, folder_ + target, "HTTP/1.1");
  request.setHost("localhost");
  request.setContentLength(static_cast<std::streamsize>(body.size()));
  if (!cookie_.empty()) request.set("Cookie", cookie_);
  if (method != "GET") request.set("Herald-Change", "1");
  if (!body.empty()) request.setContentType("application/json");
  for (const auto& [name, value] : fields) request.set(name, value);
  session.sendRequest(request) << body;
  Answer answer;
  Poco::StreamCopier::copyToString(session.receiveResponse(answer.head), answer.body);
  answer.status = answer.head.getStatus();
  return answer;
}

int Browser::logIn(const std::string& what, const std::string& value) {
  const auto answer = ask("POST", "api/v1/session", JsonObject().add(what, value).add("path", folder_).text());
  if (answer.status == 204) {
    const auto cookie = answer.head.get("Set-Cookie");
    cookie_ = cookie.substr(0, cookie.find(';'));
  }
  return answer.status;
}

std::string linkIn(const std::string& printed) {
  const auto begin = printed.find("#login=") + 7;
  return printed.substr(begin, printed.find('\n', begin) - begin);
}

int portIn(const std::string& line) { return std::stoi(line.substr(line.rfind(':') + 1)); }

}  // namespace herald::testing

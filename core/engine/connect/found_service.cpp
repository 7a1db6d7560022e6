// SPDX-License-Identifier: Apache-2.0
#include "engine/connect/found_service.h"

#include <Poco/Exception.h>
#include <Poco/URI.h>
#include <sys/socket.h>

#include <array>
#include <chrono>

#include "herald/base_url.h"
#include "herald/json.h"
#include "herald/socket_guard.h"

namespace herald::core {

namespace {

constexpr Millis kAnswerLimit = std::chrono::seconds(10);
constexpr std::uint16_t kMqttPort = 1883;

std::string counted16(const std::string& text) {
  return {static_cast<char>(text.size() >> 8U & 0xFFU), static_cast<char>(text.size() & 0xFFU)};
}

std::string mqttText(const std::string& text) { return counted16(text) + text; }

/// The return code of CONNACK; nothing if the answer is none.
std::optional<int> exchangeConnect(int socket, const std::string& packet) {
  if (::send(socket, packet.data(), packet.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(packet.size()))
    return std::nullopt;
  std::array<unsigned char, 4> answer{};
  const auto got = ::recv(socket, answer.data(), answer.size(), MSG_WAITALL);
  if (got != 4 || answer[0] != 0x20 || answer[1] != 2) return std::nullopt;
  return answer[3];
}

}  // namespace

std::optional<FoundService> moonrakerAt(HttpClient& http, const std::string& url, const std::string& key,
                                        std::stop_token stop) {
  HttpRequest request{.method = "GET", .url = baseUrl(url) + "/server/info"};
  if (!key.empty()) request.headers.emplace_back("X-Api-Key", key);
  const auto answer = http.send(request, Clock::now() + kAnswerLimit, std::move(stop));
  FoundService found{.type = "moonraker", .title = "Moonraker", .url = baseUrl(url)};
  const auto version = jsonToText(jsonAt(answer.body, "result.moonraker_version"));
  if (answer.status == 200 && !version.empty()) {
    found.title += " " + version;
    return found;
  }
  found.needsLogin = answer.status == 401 && jsonAt(answer.body, "error.code") == "401";
  return found.needsLogin ? std::optional(found) : std::nullopt;
}

std::string mqttConnectPacket(const BrokerLogin& login) {
  const bool hasUser = !login.user.empty(), hasPassword = hasUser && !login.password.empty();
  std::string body = mqttText("MQTT");
  body += '\x04';
  body += static_cast<char>(0x02U | (hasUser ? 0x80U : 0U) | (hasPassword ? 0x40U : 0U));
  body += counted16(std::string(30, ' '));  // the seconds of keep-alive
  body += mqttText("");
  if (hasUser) body += mqttText(login.user);
  if (hasPassword) body += mqttText(login.password);
  std::string packet = "\x10";
  for (auto left = body.size();;) {
    const auto part = left % 128;
    left /= 128;
    packet += static_cast<char>(part | (left > 0 ? 0x80U : 0U));
    if (left == 0) break;
  }
  return packet + body;
}

std::optional<FoundService> brokerAt(TcpConnector& connector, const std::string& url, const BrokerLogin& login,
                                     std::stop_token stop) {
  FoundService found{.type = "mqtt", .title = "MQTT broker", .url = url};
  Poco::URI uri;
  try {
    uri = url;
  } catch (const Poco::Exception&) {
    return std::nullopt;
  }
  if (uri.getScheme() == "mqtts") return found;
  const auto port = uri.getSpecifiedPort() == 0 ? kMqttPort : uri.getSpecifiedPort();
  const auto deadline = Clock::now() + kAnswerLimit;
  const auto socket = connector.connect(uri.getHost(), port, stop, deadline);
  const SocketGuard guard(socket.get(), std::move(stop), deadline);
  const auto code = exchangeConnect(socket.get(), mqttConnectPacket(login));
  if (!code) return std::nullopt;
  found.needsLogin = *code == 4 || *code == 5;
  return *code == 0 || found.needsLogin ? std::optional(found) : std::nullopt;
}

}  // namespace herald::core

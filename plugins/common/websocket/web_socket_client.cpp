// SPDX-License-Identifier: Apache-2.0
#include "websocket/web_socket_client.h"

#include <Poco/Buffer.h>
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/NetException.h>
#include <poll.h>

#include <algorithm>
#include <utility>

namespace herald::websocket {
namespace {

using Poco::Net::WebSocket;
using Verdict = Outcome::Verdict;

constexpr int kReservedBits = 0x70;
constexpr std::size_t kControlLimit = 125;  // RFC 6455 §5.5

/// The failure for a server that does not upgrade the connection.
Failure notUpgraded(const std::string& server, int status, const std::string& why) {
  if (status >= 300 && status < 400)
    return {Verdict::Hold, server + "'s push socket has moved (" + std::to_string(status) +
                               "): set url to the address that a browser shows after the redirect"};
  if (status == 401 || status == 403)
    return {Verdict::Hold, server + "'s push socket is refused (" + std::to_string(status) +
                               "): check the proxy in front of " + server};
  const std::string answer = status == 0 ? why : std::to_string(status);
  return {Verdict::Retry, server + " opened no push socket (" + answer +
                              "): if a reverse proxy is in front of it, make the proxy pass WebSockets"};
}

}  // namespace

WebSocketClient::WebSocketClient(std::string server, Upgradable connection, std::stop_token stop, Limits limits)
    : server_(std::move(server)),
      raw_(connection.socket),
      stop_(std::move(stop)),
      limits_(limits),
      onStop_(raw_.impl()->sockfd(), stop_),
      ws_([&] {
        const SocketGuard guard(raw_.impl()->sockfd(), stop_, Clock::now() + limits.upgrade);
        return upgrade(server_, connection);
      }()),
      heard_(Clock::now()),
      pinged_(heard_) {
  ws_.setMaxPayloadSize(static_cast<int>(limits_.message));
}

WebSocket WebSocketClient::upgrade(const std::string& server, Upgradable& connection) {
  Poco::Net::HTTPClientSession session(connection.socket);
  Poco::Net::HTTPResponse response;
  response.setStatus(Poco::Net::HTTPResponse::HTTP_CONTINUE);
  try {
    return {session, connection.request, response};
  } catch (const Poco::Exception& error) {
    const int status = response.getStatus();
    throw notUpgraded(server, status == Poco::Net::HTTPResponse::HTTP_CONTINUE ? 0 : status, error.displayText());
  }
}

void WebSocketClient::fail(const std::string& how) const {
  throw Failure(Verdict::Retry, "the push connection to " + server_ + " " + how + "; Herald connects again");
}

void WebSocketClient::send(std::string_view text) { sendFrame(text, WebSocket::FRAME_OP_TEXT); }

void WebSocketClient::sendFrame(std::string_view data, int opcode) {
  const SocketGuard guard(raw_.impl()->sockfd(), {}, Clock::now() + limits_.frame);
  try {
    ws_.sendFrame(data.data(), static_cast<int>(data.size()), WebSocket::FRAME_FLAG_FIN | opcode);
  } catch (const Poco::Exception& error) {
    fail("broke off (" + error.displayText() + ")");
  }
}

std::optional<std::string> WebSocketClient::receive(Clock::time_point until) {
  try {
    while (!stop_.stop_requested()) {
      const bool data = waitForData(until);
      if (data) {
        if (std::optional<std::string> message = readFrame()) return message;
      }
      const auto late = Clock::now() - (data ? limits_.frame : Millis(0));  // pings alone do not extend the wait
      if (late >= until) break;
    }
  } catch (const Failure&) {
    if (!stop_.stop_requested()) throw;
  }
  return std::nullopt;
}

// Data that has arrived counts before any silence: the caller may have been busy for longer than a peer may be silent.
bool WebSocketClient::waitForData(Clock::time_point until) {
  if (ws_.available() > 0) return true;  // already decrypted, so poll(2) does not report it
  const auto wake = std::min({until, pinged_ + limits_.ping, heard_ + limits_.silence});
  const auto wait = std::clamp<Millis>(std::chrono::ceil<Millis>(wake - Clock::now()), Millis(0), limits_.ping);
  pollfd socket{raw_.impl()->sockfd(), POLLIN, 0};  // Poco's poll opens an epoll descriptor for each wait
  if (::poll(&socket, 1, static_cast<int>(wait.count())) > 0) return true;
  const auto now = Clock::now();
  if (now >= heard_ + limits_.silence) fail("has been silent, even to a ping: check " + server_ + " and the network");
  if (now >= pinged_ + limits_.ping) {
    sendFrame({}, WebSocket::FRAME_OP_PING);
    pinged_ = now;
  }
  return false;
}

std::optional<std::string> WebSocketClient::readFrame() {
  const SocketGuard guard(raw_.impl()->sockfd(), {}, Clock::now() + limits_.frame);
  int flags = 0;
  Poco::Buffer<char> frame(0);  // a shared buffer would stay as large as the largest frame, the history
  try {
    const int size = ws_.receiveFrame(frame, flags);
    if (size == 0 && flags == 0) fail("was closed");
  } catch (const Poco::Exception& error) {
    fail(guard.expired() ? "stopped in the middle of a message" : "broke off (" + error.displayText() + ")");
  }
  heard_ = Clock::now();
  return receiveFragment(flags, {frame.begin(), frame.size()});
}

std::optional<std::string> WebSocketClient::receiveFragment(int flags, std::string_view data) {
  if ((flags & kReservedBits) != 0) fail("carried a frame with reserved bits");
  const bool last = (flags & WebSocket::FRAME_FLAG_FIN) != 0;
  const int opcode = flags & WebSocket::FRAME_OP_BITMASK;
  if (opcode >= WebSocket::FRAME_OP_CLOSE) return receiveControl(opcode, last, data);
  if (opcode != (incomplete_ ? WebSocket::FRAME_OP_CONT : WebSocket::FRAME_OP_TEXT))
    fail("carried a frame out of order");
  if (message_.size() + data.size() > limits_.message) fail("carried a message that is too long");
  message_ += data;
  incomplete_ = !last;
  return last ? std::optional(std::exchange(message_, {})) : std::nullopt;
}

std::optional<std::string> WebSocketClient::receiveControl(int opcode, bool last, std::string_view data) {
  if (!last || data.size() > kControlLimit || opcode > WebSocket::FRAME_OP_PONG)
    fail("carried a control frame that is not valid");
  if (opcode == WebSocket::FRAME_OP_PING) sendFrame(data, WebSocket::FRAME_OP_PONG);
  if (opcode == WebSocket::FRAME_OP_CLOSE) {
    sendFrame(data.substr(0, 2), WebSocket::FRAME_OP_CLOSE);
    fail("was closed by " + server_);
  }
  return std::nullopt;
}

}  // namespace herald::websocket

// SPDX-License-Identifier: Apache-2.0
#include "connection.h"

#include <Poco/Net/HTTPServerRequestImpl.h>
#include <Poco/Net/HTTPServerResponseImpl.h>
#include <Poco/Net/HTTPServerSession.h>
#include <Poco/Net/NetException.h>
#include <Poco/Timestamp.h>

#include <memory>
#include <optional>
#include <utility>

#include "content_coding.h"
#include "event_body.h"
#include "herald/json.h"
#include "herald/socket_guard.h"
#include "http_error.h"
#include "request_body.h"

namespace herald::http_source {
namespace {

using Poco::Net::HTTPServerParams;
using Poco::Net::HTTPServerRequestImpl;

constexpr Poco::Timespan::TimeDiff kPollMicroseconds = 100'000;  // then it checks whether others wait
constexpr Millis kFairShare = std::chrono::seconds(1);           // how long it may be served while others wait
constexpr Millis kDiscardTime = std::chrono::seconds(1);

HTTPServerParams::Ptr makeParams(Millis timeout) {
  HTTPServerParams::Ptr params = new HTTPServerParams;
  params->setTimeout(Poco::Timespan(std::chrono::microseconds(timeout).count()));
  return params;
}

std::string idsAnswer(const std::vector<std::string>& ids) {
  std::string list;
  for (const auto& id : ids) list += (list.empty() ? "" : ",") + jsonQuote(id);
  return JsonObject().addRaw("ids", "[" + list + "]").text();
}

}  // namespace

class Connection::Session final : public Poco::Net::HTTPServerSession, public ByteReader {
 public:
  Session(const Poco::Net::StreamSocket& socket, const HTTPServerParams::Ptr& params)
      : HTTPServerSession(socket, params) {}

  int next() override { return get(); }
  std::size_t readSome(char* bytes, std::size_t most) override {
    const int got = read(bytes, static_cast<std::streamsize>(most));
    return got > 0 ? static_cast<std::size_t>(got) : 0;
  }
  bool hasInput() {  // poll does not see bytes that TLS has decrypted already
    return buffered() > 0 || socket().available() > 0 ||
           socket().poll(Poco::Timespan(kPollMicroseconds), socket().SELECT_READ);
  }
};

/// One request and its answer.
struct Connection::Exchange {
  explicit Exchange(Session& session) { begin(session); }

  void begin(Session& session) {
    response.emplace(session);
    response->setVersion(Poco::Net::HTTPMessage::HTTP_1_1);
  }

  std::optional<Response> response{};
  std::unique_ptr<HTTPServerRequestImpl> request{};
  bool isBodyRead = false;  // only then the next bytes are the next request

  void send(int status, const std::string& body, const HttpHeaders& fields, bool stays) {
    response->setStatusAndReason(static_cast<Poco::Net::HTTPResponse::HTTPStatus>(status));
    response->setDate(Poco::Timestamp());
    response->setContentType("application/json");
    response->setKeepAlive(stays);
    for (const auto& [name, value] : fields) response->set(name, value);
    response->setContentLength64(static_cast<Poco::Int64>(body.size()));
    response->send() << body;
    response.reset();  // its destructor sends the rest
  }
};

Connection::Connection(const Poco::Net::StreamSocket& socket, ServerContext& context)
    : TCPServerConnection(socket), context_(context) {
  context_.open.add(1);
}

Connection::~Connection() { context_.open.add(-1); }

int Connection::fd() { return socket().impl()->sockfd(); }

void Connection::run() {
  try {
    Session session(socket(), makeParams(context_.timeout));
    while (awaitRequest(session) && serve(session)) {
    }
  } catch (const std::exception& ended) {
    context_.feed.log(Level::Debug, std::string("a connection ended: ") + ended.what());
  }
}

bool Connection::awaitRequest(Session& session) {
  const auto stop = context_.feed.stop();
  const SocketGuard guard(fd(), stop);
  const auto until = Clock::now() + context_.timeout;
  while (!session.hasInput()) {
    if (Clock::now() >= until || (hasServed_ && context_.isCrowded())) return false;
  }
  return !stop.stop_requested();
}

bool Connection::serve(Session& session) {
  Exchange exchange(session);
  int status = 202;
  std::string answer;
  HttpHeaders fields;
  try {
    answer = idsAnswer(context_.intake.accept(receive(session, exchange)));
  } catch (const HttpError& error) {
    status = error.status();
    answer = JsonObject().add("error", error.what()).text();
    fields = error.fields();
    context_.feed.log(status == 401 ? Level::Warning : Level::Debug,
                      "rejected a request of " + socket().peerAddress().toString() + ": " + error.what());
  }
  hasServed_ = true;
  const bool stays = maySendMore(exchange);
  {
    const SocketGuard guard(fd(), context_.abort.get_token(), Clock::now() + context_.timeout);
    exchange.send(status, answer, fields, stays);
  }
  if (!exchange.isBodyRead) discardInput();
  return stays;
}

std::vector<Event> Connection::receive(Session& session, Exchange& exchange) {
  const SocketGuard guard(fd(), context_.feed.stop(), Clock::now() + context_.timeout);
  auto& request = exchange.request;
  try {
    request = std::make_unique<HTTPServerRequestImpl>(*exchange.response, session, makeParams(context_.timeout));
  } catch (const Poco::Net::NoMessageException&) {
    throw;  // the client has closed the connection
  } catch (const Poco::Exception& malformed) {
    exchange.begin(session);  // the response still points to the request, which does not exist
    throw HttpError(400, "cannot read the head of the request: " + malformed.displayText());
  }
  exchange.response->setVersion(request->getVersion());
  context_.access.check(*request);
  const auto format = formatOf(*request);
  const auto codings = codingsOf(*request);
  const auto framing = Framing::of(*request, context_.mostBytes);
  if (request->getExpectContinue() && !framing.empty()) exchange.response->sendContinue();
  auto body = readBody(session, framing, context_.mostBytes);
  exchange.isBodyRead = true;
  return readEvents(format, *request, decoded(std::move(body), codings, context_.mostBytes));
}

bool Connection::maySendMore(const Exchange& exchange) const {
  const bool isFair = !context_.isCrowded() || Clock::now() < since_ + kFairShare;
  return exchange.isBodyRead && exchange.request->getKeepAlive() && isFair && !context_.feed.stop().stop_requested();
}

// Reads and ignores input for a moment. Closing a socket with unread bytes would destroy the answer on its way.
void Connection::discardInput() {
  const SocketGuard guard(fd(), context_.feed.stop(), Clock::now() + kDiscardTime);
  socket().shutdownSend();
  char bytes[4096];
  while (socket().receiveBytes(bytes, sizeof bytes) > 0) {
  }
}

}  // namespace herald::http_source

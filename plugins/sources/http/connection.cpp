#include "connection.h"

#include <Poco/Net/HTTPServerRequestImpl.h>
#include <Poco/Net/HTTPServerResponseImpl.h>
#include <Poco/Net/HTTPServerSession.h>
#include <Poco/Net/NetException.h>
#include <Poco/Timestamp.h>

#include <memory>
#include <optional>

#include "event_body.h"
#include "herald/json.h"
#include "herald/socket_guard.h"
#include "refusal.h"
#include "wire_body.h"

namespace herald::http_source {
namespace {

using Poco::Net::HTTPServerParams;
using Poco::Net::HTTPServerRequestImpl;

constexpr int kSlice = 100'000;                         // microseconds between two looks at who else waits
constexpr Millis kFairShare = std::chrono::seconds(1);  // of a connection while others wait
constexpr Millis kLinger = std::chrono::seconds(1);

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

void OpenCount::change(int by) {
  const std::lock_guard guard(mutex_);
  open_ += by;
  if (open_ == 0) changed_.notify_all();
}

bool OpenCount::waitForNone(Millis most) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, most, [this] { return open_ == 0; });
}

class Connection::Session final : public Poco::Net::HTTPServerSession, public Wire {
 public:
  Session(const Poco::Net::StreamSocket& socket, const HTTPServerParams::Ptr& params)
      : HTTPServerSession(socket, params) {}

  int next() override { return get(); }
  std::size_t take(char* bytes, std::size_t most) override {
    const int got = read(bytes, static_cast<std::streamsize>(most));
    return got > 0 ? static_cast<std::size_t>(got) : 0;
  }
  bool hasInput() {  // what TLS has decrypted already, poll cannot see
    return buffered() > 0 || socket().available() > 0 || socket().poll(Poco::Timespan(kSlice), socket().SELECT_READ);
  }
};

/// One request and what is answered.
struct Connection::Exchange {
  explicit Exchange(Session& session) { begin(session); }

  void begin(Session& session) {
    response.emplace(session);
    response->setVersion(Poco::Net::HTTPMessage::HTTP_1_1);
  }

  std::optional<Response> response{};
  std::unique_ptr<HTTPServerRequestImpl> request{};
  bool bodyRead = false;  // what comes next is the next request

  void send(int status, const std::string& body, const Fields& fields, bool stays) {
    response->setStatusAndReason(static_cast<Poco::Net::HTTPResponse::HTTPStatus>(status));
    response->setDate(Poco::Timestamp());
    response->setContentType("application/json");
    response->setKeepAlive(stays);
    for (const auto& [name, value] : fields) response->set(name, value);
    response->setContentLength64(static_cast<Poco::Int64>(body.size()));
    response->send() << body;
    response.reset();  // only this sends the last of it
  }
};

Connection::Connection(const Poco::Net::StreamSocket& socket, Service& service)
    : TCPServerConnection(socket), service_(service) {
  service_.open.change(1);
}

Connection::~Connection() { service_.open.change(-1); }

int Connection::fd() { return socket().impl()->sockfd(); }

void Connection::run() {
  try {
    Session session(socket(), makeParams(service_.timeout));
    while (awaitRequest(session) && serve(session)) {
    }
  } catch (const std::exception& gone) {
    service_.feed.log(Level::Debug, std::string("a connection ended: ") + gone.what());
  }
}

bool Connection::awaitRequest(Session& session) {
  const auto stop = service_.feed.stop();
  const SocketGuard guard(fd(), stop);
  const auto until = Clock::now() + service_.timeout;
  while (!session.hasInput()) {
    if (Clock::now() >= until || (served_ && service_.crowded())) return false;
  }
  return !stop.stop_requested();
}

bool Connection::serve(Session& session) {
  Exchange exchange(session);
  int status = 202;
  std::string answer;
  Fields fields;
  try {
    answer = idsAnswer(service_.intake.take(receive(session, exchange)));
  } catch (const Refusal& refused) {
    status = refused.status();
    answer = JsonObject().add("error", refused.what()).text();
    fields = refused.fields();
    service_.feed.log(status == 401 ? Level::Warning : Level::Debug,
                      "a request of " + socket().peerAddress().toString() + " was refused: " + refused.what());
  }
  served_ = true;
  const bool stays = maySendMore(exchange);
  {
    const SocketGuard guard(fd(), service_.cut.get_token(), Clock::now() + service_.timeout);
    exchange.send(status, answer, fields, stays);
  }
  if (!exchange.bodyRead) linger();
  return stays;
}

std::vector<Event> Connection::receive(Session& session, Exchange& exchange) {
  const SocketGuard guard(fd(), service_.feed.stop(), Clock::now() + service_.timeout);
  auto& request = exchange.request;
  try {
    request = std::make_unique<HTTPServerRequestImpl>(*exchange.response, session, makeParams(service_.timeout));
  } catch (const Poco::Net::NoMessageException&) {
    throw;  // the client hung up, as clients do
  } catch (const Poco::Exception& wrong) {
    exchange.begin(session);  // the response has kept a pointer to the request that never was
    throw Refusal(400, "the head of the request cannot be read: " + wrong.displayText());
  }
  exchange.response->setVersion(request->getVersion());
  service_.gate.check(*request);
  const auto format = formatOf(*request);
  const auto framing = Framing::of(*request, service_.mostBytes);
  if (request->getExpectContinue() && !framing.empty()) exchange.response->sendContinue();
  const auto body = readBody(session, framing, service_.mostBytes);
  exchange.bodyRead = true;
  return readEvents(format, *request, body);
}

bool Connection::maySendMore(const Exchange& exchange) const {
  const bool isFair = !service_.crowded() || Clock::now() < since_ + kFairShare;
  return exchange.bodyRead && exchange.request->getKeepAlive() && isFair && !service_.feed.stop().stop_requested();
}

// What the client still sends is thrown away for a moment: closing with bytes unread would take the answer back.
void Connection::linger() {
  const SocketGuard guard(fd(), service_.feed.stop(), Clock::now() + kLinger);
  socket().shutdownSend();
  char bytes[4096];
  while (socket().receiveBytes(bytes, sizeof bytes) > 0) {
  }
}

}  // namespace herald::http_source

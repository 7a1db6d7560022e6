// SPDX-License-Identifier: Apache-2.0
#include "connection.h"

#include <fcntl.h>
#include <mqtt_protocol.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <system_error>

#include "herald/stop_signal.h"

namespace herald::mqtt {
namespace {

constexpr std::chrono::seconds kTick(1);          // how often libmosquitto looks whether a ping is due
constexpr std::size_t kRoomForHeader = 64 << 10;  // topic and properties of a message

void initialiseLibrary() {
  static const int once = mosquitto_lib_init();
  static_cast<void>(once);
}

Connection& self(void* object) { return *static_cast<Connection*>(object); }

struct PropertyDeleter {
  void operator()(mosquitto_property* list) const { mosquitto_property_free_all(&list); }
};
using Properties = std::unique_ptr<mosquitto_property, PropertyDeleter>;

Properties propertiesOf(const SessionSetup& session) {
  mosquitto_property* list = nullptr;
  mosquitto_property_add_int32(&list, MQTT_PROP_SESSION_EXPIRY_INTERVAL,
                               static_cast<std::uint32_t>(session.keptFor.count()));
  if (session.mostBytes)
    mosquitto_property_add_int32(&list, MQTT_PROP_MAXIMUM_PACKET_SIZE,
                                 static_cast<std::uint32_t>(*session.mostBytes + kRoomForHeader));
  return Properties(list);
}

/// The address of the other end as text, without a name.
std::string peerOf(const FileDescriptor& socket) {
  sockaddr_storage address{};
  socklen_t size = sizeof(address);
  auto* raw = reinterpret_cast<sockaddr*>(&address);
  std::array<char, NI_MAXHOST> text{};
  if (::getpeername(socket.get(), raw, &size) != 0 ||
      ::getnameinfo(raw, size, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST) != 0)
    throw ConnectionLost("ended the connection at once");
  return text.data();
}

int sizeOf(const std::string& payload) { return static_cast<int>(payload.size()); }

}  // namespace

Connection::Connection(const ConnectionSetup& setup, SessionSetup session)
    : setup_(setup), session_(std::move(session)) {
  initialiseLibrary();
  if (setup_.broker.isEncrypted) tls_ = std::make_unique<TlsContext>(setup_.tls, setup_.broker.host);
  const bool isKept = session_.keptFor.count() > 0 && !session_.clientId.empty();
  client_.reset(mosquitto_new(session_.clientId.empty() ? nullptr : session_.clientId.c_str(), !isKept, this));
  if (!client_) throw std::runtime_error("cannot prepare MQTT: " + std::generic_category().message(errno));
  prepare();
  setCallbacks();
}

Connection::~Connection() = default;

void Connection::prepare() {
  mosquitto* client = client_.get();
  // As if another thread sent the packets: so libmosquitto only queues them, and step() sends them.
  check(mosquitto_threaded_set(client, true));
  check(mosquitto_int_option(client, MOSQ_OPT_PROTOCOL_VERSION,
                             setup_.isVersion5 ? MQTT_PROTOCOL_V5 : MQTT_PROTOCOL_V311));
  check(mosquitto_int_option(client, MOSQ_OPT_TCP_NODELAY, 1));
  if (!setup_.user.empty())
    check(mosquitto_username_pw_set(client, setup_.user.c_str(),
                                    setup_.password.empty() ? nullptr : setup_.password.c_str()));
  if (const auto& will = session_.lastWill)
    check(mosquitto_will_set(client, will->topic.c_str(), sizeOf(will->payload), will->payload.data(), will->qos,
                             will->retain));
  if (!tls_) return;
  check(mosquitto_void_option(client, MOSQ_OPT_SSL_CTX, tls_->get()));
  check(mosquitto_int_option(client, MOSQ_OPT_SSL_CTX_WITH_DEFAULTS, 0));
}

void Connection::setCallbacks() {
  mosquitto* client = client_.get();
  mosquitto_connect_v5_callback_set(
      client, [](mosquitto*, void* object, int code, int flags, const mosquitto_property* properties) {
        self(object).welcome_ = answerOf(code, properties);
        self(object).hasOldSession_ = (flags & 1) != 0;
      });
  mosquitto_disconnect_v5_callback_set(client,
                                       [](mosquitto*, void* object, int code, const mosquitto_property* properties) {
                                         if (code >= MQTT_RC_UNSPECIFIED)
                                           self(object).disconnect_ = answerOf(code, properties);
                                       });
  mosquitto_publish_v5_callback_set(
      client, [](mosquitto*, void* object, int id, int code, const mosquitto_property* properties) {
        if (id == self(object).awaited_) self(object).answer_ = answerOf(code, properties);
      });
  mosquitto_subscribe_v5_callback_set(client, [](mosquitto*, void* object, int id, int count, const int* granted,
                                                 const mosquitto_property* properties) {
    if (id == self(object).awaited_) self(object).answer_ = answerOf(count > 0 ? granted[0] : 0, properties);
  });
  mosquitto_message_callback_set(
      client, [](mosquitto*, void* object, const mosquitto_message* message) { self(object).onMessage(*message); });
  mosquitto_log_callback_set(client, [](mosquitto*, void* object, int level, const char* text) {
    if (level == MOSQ_LOG_ERR) self(object).lastError_ = text;
  });
}

Connection::Answer Connection::answerOf(int code, const mosquitto_property* properties) {
  char* text = nullptr;
  mosquitto_property_read_string(properties, MQTT_PROP_REASON_STRING, &text, false);
  Answer answer{code, text != nullptr ? text : ""};
  std::free(text);
  return answer;
}

void Connection::onMessage(const mosquitto_message& message) {
  const auto size = static_cast<std::size_t>(message.payloadlen);
  Received received{.topic = message.topic, .qos = message.qos, .isRetained = message.retain};
  if (session_.mostBytes && size > *session_.mostBytes)
    received.leftOut = size;
  else
    received.payload.assign(static_cast<const char*>(message.payload), size);
  inbox_.push_back(std::move(received));
}

void Connection::open(TcpConnector& connector, const Limits& limits) {
  // libmosquitto resolves a name without a time limit, so it gets the address that answers.
  begin(peerOf(connector.connect(setup_.broker.host, setup_.broker.port, limits.stop, limits.deadline)));
  awaitPeer(limits);
  drive(limits, Writing::Always, [this] { return welcome_.has_value(); });
  if (welcome_->code != 0) throw Refusal(Step::Connect, welcome_->code, {}, welcome_->detail);
}

/// Begins to connect. Only the function of libmosquitto that waits takes properties. Without a host, it keeps them and
/// does no more; the other one sends them.
void Connection::begin(const std::string& address) {
  mosquitto* client = client_.get();
  const int keepAlive = static_cast<int>(setup_.keepAlive.count());
  if (setup_.isVersion5) {
    const int error = mosquitto_connect_bind_v5(client, nullptr, setup_.broker.port, keepAlive, nullptr,
                                                propertiesOf(session_).get());
    if (error != MOSQ_ERR_INVAL) check(error);
  }
  check(mosquitto_connect_bind_async(client, address.c_str(), setup_.broker.port, keepAlive, nullptr));
  ::fcntl(fd(), F_SETFD, FD_CLOEXEC);  // libmosquitto does not
}

/// Waits until TCP has connected. libmosquitto itself would not see how that failed. A fast broker may have refused the
/// handshake of TLS by then.
void Connection::awaitPeer(const Limits& limits) const {
  if (!StopSignal(limits.stop).waitFor(fd(), POLLOUT, limits.deadline)) throw ConnectionLost("gave no answer in time");
  int error = 0;
  socklen_t size = sizeof(error);
  if (::getsockopt(fd(), SOL_SOCKET, SO_ERROR, &error, &size) != 0) error = errno;
  if (error == 0) return;
  if (tls_) failTls();
  throw ConnectionLost(std::generic_category().message(error));
}

void Connection::publish(const Message& message, const Limits& limits) {
  answer_.reset();
  const int error = mosquitto_publish_v5(client_.get(), &awaited_, message.topic.c_str(), sizeOf(message.payload),
                                         message.payload.data(), message.qos, message.retain, nullptr);
  switch (error) {
    case MOSQ_ERR_INVAL:
    case MOSQ_ERR_MALFORMED_UTF8: throw Refusal(Step::Publish, MQTT_RC_TOPIC_NAME_INVALID, message.topic);
    case MOSQ_ERR_PAYLOAD_SIZE:
    case MOSQ_ERR_OVERSIZE_PACKET: throw Refusal(Step::Publish, MQTT_RC_PACKET_TOO_LARGE, message.topic);
    case MOSQ_ERR_QOS_NOT_SUPPORTED: throw Refusal(Step::Publish, MQTT_RC_QOS_NOT_SUPPORTED, message.topic);
    case MOSQ_ERR_RETAIN_NOT_SUPPORTED: throw Refusal(Step::Publish, MQTT_RC_RETAIN_NOT_SUPPORTED, message.topic);
    default: check(error);
  }
  drive(limits, Writing::Always, [this] { return answer_.has_value(); });
  checkAnswer(Step::Publish, message.topic);
}

void Connection::subscribe(const std::string& filter, int qos, const Limits& limits) {
  answer_.reset();
  check(mosquitto_subscribe_v5(client_.get(), &awaited_, filter.c_str(), qos, 0, nullptr));
  drive(limits, Writing::WithEmptyInbox, [this] { return answer_.has_value(); });
  checkAnswer(Step::Subscribe, filter);
}

std::vector<Received> Connection::receive(const Limits& limits) {
  const auto hasMail = [this] { return !inbox_.empty(); };
  while (!hasMail()) {
    step(limits, Writing::Always, hasMail);
    if (limits.areOver()) break;
  }
  return std::exchange(inbox_, {});
}

void Connection::close() noexcept {
  mosquitto_disconnect(client_.get());
  mosquitto_loop_write(client_.get(), 1);
}

void Connection::checkAnswer(Step step, const std::string& about) {
  if (answer_->code >= MQTT_RC_UNSPECIFIED) throw Refusal(step, answer_->code, about, answer_->detail);
}

void Connection::drive(const Limits& limits, Writing writing, const std::function<bool()>& isDone) {
  while (!isDone()) {
    if (limits.areOver()) throw ConnectionLost("gave no answer in time");
    step(limits, writing, isDone);
  }
}

/// Sends what waits, waits until the broker says something, and reads it. At most a tick long.
void Connection::step(const Limits& limits, Writing writing, const std::function<bool()>& isDone) {
  mosquitto* client = client_.get();
  check(mosquitto_loop_misc(client));
  const bool mayWrite = writing == Writing::Always || inbox_.empty();
  if (mayWrite && wantsToWrite()) check(mosquitto_loop_write(client, 1));
  if (isDone()) return;  // a message with QoS 0 is sent
  const auto events = static_cast<short>(mayWrite && wantsToWrite() ? POLLIN | POLLOUT : POLLIN);
  const auto until = std::min(limits.deadline, Clock::now() + kTick);
  if (StopSignal(limits.stop).waitFor(fd(), events, until)) readAll(isDone);
}

/// During a handshake of TLS, libmosquitto wants to write what only the end of the handshake lets through.
bool Connection::wantsToWrite() const {
  const auto* tls = static_cast<const SSL*>(mosquitto_ssl_get(client_.get()));
  const bool mustRead = tls != nullptr && SSL_in_init(tls) && SSL_want_read(tls);
  return !mustRead && mosquitto_want_write(client_.get());
}

/// Reads one packet, and those that TLS has decrypted with it: poll(2) does not know of them.
void Connection::readAll(const std::function<bool()>& isDone) {
  do {
    check(mosquitto_loop_read(client_.get(), 1));
    const auto* tls = static_cast<const SSL*>(mosquitto_ssl_get(client_.get()));
    if (tls == nullptr || SSL_pending(tls) == 0) return;
  } while (!isDone());
}

void Connection::check(int error) {
  if (error != MOSQ_ERR_SUCCESS) fail(error);
}

void Connection::fail(int error) {
  const int systemError = errno;
  if (welcome_ && welcome_->code != 0) throw Refusal(Step::Connect, welcome_->code, {}, welcome_->detail);
  if (disconnect_) throw Refusal(Step::Connection, disconnect_->code, {}, disconnect_->detail);
  if (tls_) failTls();
  if (error == MOSQ_ERR_TLS && !lastError_.empty()) throw ConnectionLost(lastError_);
  const auto why =
      error == MOSQ_ERR_ERRNO ? std::generic_category().message(systemError) : std::string(mosquitto_strerror(error));
  // What a port without TLS answers, libmosquitto may call anything.
  throw ConnectionLost(tls_ && !welcome_ ? "no connection with TLS (" + why + ")" : why);
}

/// Throws if the handshake failed for a reason that only the user can change.
void Connection::failTls() const {
  const auto says = [this](std::string_view text) { return lastError_.find(text) != std::string::npos; };
  const auto hold = [](const std::string& why) { throw Failure(Outcome::Verdict::Hold, why); };
  const std::string peer = setup_.broker.text();
  if (const auto problem = tls_->certificateProblem(); !problem.empty())
    hold("the certificate of " + peer + " is not valid (" + problem +
         "): use the host name of the certificate in `url`, or set tls.ca");
  if (tls_->lacksCertificate() && !welcome_)
    hold(peer + " asks for a client certificate, and ended the connection: set tls.certificate");
  if (says("unexpected eof") && !welcome_)
    throw ConnectionLost("ended the connection during the TLS handshake: does this port speak TLS?");
  if (says("wrong version number") || says("packet length too long") || says("record layer failure"))
    hold(peer + " does not speak TLS on this port: check `url`");
  if (says("protocol version") || says("unsupported protocol"))
    hold(peer + " does not support TLS 1.2 or newer: update the broker");
  if (says("alert") && !says("internal error"))
    hold(peer + " refused TLS (" + lastError_ + "): if it asks for a certificate, set tls.certificate");
}

}  // namespace herald::mqtt

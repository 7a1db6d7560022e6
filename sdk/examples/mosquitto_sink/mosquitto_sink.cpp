// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <mosquitto.h>

#include "herald/json.h"
#include "herald/register.h"
#include "herald/sink.h"
#include "herald/socket_guard.h"
#include "herald/tcp_connector.h"

namespace {

/// Publishes each event to an MQTT broker with libmosquitto, a C library whose calls block without limit.
class MosquittoSink final : public herald::Sink {
 public:
  ~MosquittoSink() override { mosquitto_destroy(client_); }

  std::string summary() const override { return "Publishes each event to an MQTT broker."; }

  std::vector<herald::Option> options() const override {
    return {{.name = "broker", .help = "The host of the MQTT broker.", .required = true},
            {.name = "port", .type = herald::Type::Integer, .fallback = "1883", .help = "Its port."},
            {.name = "topic", .fallback = "herald", .help = "The topic of all events."}};
  }

  void configure(const herald::Settings& settings, herald::Host&) override { settings_ = settings; }

  herald::Outcome deliver(const herald::Attempt& attempt) override try {
    publish(attempt);
    return {};
  } catch (...) {
    mosquitto_destroy(std::exchange(client_, nullptr));
    throw;
  }

 private:
  void publish(const herald::Attempt& attempt) {
    const bool isNew = client_ == nullptr;
    if (isNew) connect(settings_.text("broker"), static_cast<std::uint16_t>(settings_.integer("port")), attempt);
    // The library may close its socket while the guard lives. So the guard gets a descriptor of its own.
    const herald::FileDescriptor socket(::fcntl(mosquitto_socket(client_), F_DUPFD_CLOEXEC, 0));
    const herald::SocketGuard guard(socket.get(), attempt.stop, attempt.deadline);
    const auto text = herald::jsonWith(attempt.event.payload, "id", '"' + attempt.event.id + '"');
    int id = 0;  // that of the broker's welcome
    if (isNew) waitFor(id);
    check(mosquitto_publish(client_, &id, settings_.text("topic").c_str(), int(text.size()), text.data(), 1, false));
    waitFor(id);
  }

  void connect(const std::string& broker, std::uint16_t port, const herald::Attempt& attempt) {
    connector_.connect(broker, port, attempt.stop, attempt.deadline);  // mosquitto_connect alone may take minutes
    mosquitto_lib_init();
    client_ = mosquitto_new(nullptr, true, this);
    const auto finish = [](mosquitto*, void* self, int n) { static_cast<MosquittoSink*>(self)->finished_ = n; };
    mosquitto_connect_callback_set(client_, finish);
    mosquitto_publish_callback_set(client_, finish);
    check(mosquitto_connect(client_, broker.c_str(), port, 0));
  }

  void waitFor(int number) {
    while (finished_ != number) check(mosquitto_loop(client_, -1, 1));
  }

  static void check(int error) {
    using enum herald::Outcome::Verdict;
    if (error != MOSQ_ERR_SUCCESS)
      throw herald::Failure(error == MOSQ_ERR_CONN_REFUSED ? Hold : Retry,
                            std::string("the broker has not confirmed the event: ") + mosquitto_strerror(error));
  }

  herald::Settings settings_{};
  herald::TcpConnector connector_{};
  mosquitto* client_ = nullptr;
  int finished_ = -1;
};

}  // namespace

HERALD_PLUGINS_BEGIN
HERALD_PLUGIN(MosquittoSink, "mosquitto_sink")
HERALD_PLUGINS_END

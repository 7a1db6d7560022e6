// SPDX-License-Identifier: Apache-2.0
#include "mqtt/broker.h"

#include <Poco/String.h>

#include <map>
#include <stdexcept>

#include "harness/unpacked.h"

namespace herald::testing {
namespace {

constexpr const char* kRights =
    "user herald\n"
    "topic read #\n"
    "topic write printers/#\n"
    "topic write herald/#\n"
    "topic write homeassistant/#\n";

constexpr const char* kConfiguration = R"(user root
listener @PORT@ 127.0.0.1
listener @TLS_PORT@ 127.0.0.1
certfile @CERTIFICATE@
keyfile @KEY@
listener @STRICT_PORT@ 127.0.0.1
certfile @CERTIFICATE@
keyfile @KEY@
cafile @CLIENT@
require_certificate true
allow_anonymous false
password_file @PASSWORDS@
acl_file @RIGHTS@
persistence true
persistence_location @FOLDER@/
)";

std::string client(const std::string& name) { return unpacked("mosquitto-clients") + "/usr/bin/" + name; }

// mosquitto_passwd replaces the password by its hash.
std::string passwordFile(const TemporaryFolder& folder) {
  auto file = folder.write("passwords", std::string(Broker::kUser) + ":" + Broker::kPassword + "\n");
  const auto made = runToEnd({unpacked("mosquitto") + "/usr/bin/mosquitto_passwd", "-U", file.string()});
  if (made.code != 0) throw std::runtime_error(made.output);
  return file.string();
}

void makeCertificate(const std::string& name, const std::string& certificate, const std::string& key) {
  const auto made = runToEnd({"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                              "-nodes", "-days", "1", "-subj", "/CN=" + name, "-addext", "subjectAltName=DNS:" + name,
                              "-keyout", key, "-out", certificate});
  if (made.code != 0) throw std::runtime_error(made.output);
}

}  // namespace

Broker::Broker() {
  makeCertificate("localhost", certificate(), key());
  makeCertificate("herald", clientCertificate(), clientKey());
  std::string conf = kConfiguration;
  for (const auto& [name, value] :
       std::map<std::string, std::string>{{"@FOLDER@", folder_.path().string()},
                                          {"@PORT@", std::to_string(port_)},
                                          {"@TLS_PORT@", std::to_string(tlsPort_)},
                                          {"@STRICT_PORT@", std::to_string(strictPort_)},
                                          {"@CERTIFICATE@", certificate()},
                                          {"@CLIENT@", clientCertificate()},
                                          {"@KEY@", key()},
                                          {"@PASSWORDS@", passwordFile(folder_)},
                                          {"@RIGHTS@", folder_.write("rights", kRights).string()}})
    Poco::replaceInPlace(conf, name, value);
  config_ = folder_.write("mosquitto.conf", conf).string();
  start();
}

void Broker::start() {
  process_ =
      std::make_unique<Process>(std::vector<std::string>{unpacked("mosquitto") + "/usr/sbin/mosquitto", "-c", config_});
  waitUntilListening(port_);
  waitUntilListening(tlsPort_);
  waitUntilListening(strictPort_);
}

void Broker::stop() {
  process_->signal(SIGTERM);
  process_->wait();
}

void Broker::kill() {
  process_->signal(SIGKILL);
  process_->wait();
}

Process& Broker::subscriber() {
  if (subscriber_) return *subscriber_;
  subscriber_ = std::make_unique<Process>(std::vector<std::string>{"stdbuf",
                                                                   "-oL",
                                                                   client("mosquitto_sub"),
                                                                   "-h",
                                                                   "127.0.0.1",
                                                                   "-p",
                                                                   std::to_string(port_),
                                                                   "-u",
                                                                   kUser,
                                                                   "-P",
                                                                   kPassword,
                                                                   "-t",
                                                                   "#",
                                                                   "-q",
                                                                   "1",
                                                                   "-i",
                                                                   "watcher",
                                                                   "-c",
                                                                   "-d",
                                                                   "-F",
                                                                   "%t %r %p"});
  subscriber_->waitForLine("Subscribed");
  return *subscriber_;
}

void Broker::publish(const std::string& topic, const std::string& payload) {
  const auto sent = runToEnd({client("mosquitto_pub"), "-h", "127.0.0.1", "-p", std::to_string(port_), "-u", kUser,
                              "-P", kPassword, "-t", topic, "-m", payload, "-q", "1"});
  if (sent.code != 0) throw std::runtime_error(sent.output);
}

}  // namespace herald::testing

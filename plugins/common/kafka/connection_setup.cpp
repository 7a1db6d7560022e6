// SPDX-License-Identifier: Apache-2.0
#include "kafka/connection_setup.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string_view>

#include "herald/tls_files.h"
#include "kafka/broker_address.h"
#include "kafka/descriptors.h"
#include "kafka/file_property.h"

namespace herald::kafka {
namespace {

// Most properties have two names. The last ones would run a program or load a library.
constexpr std::array<std::string_view, 47> kOwn{"bootstrap.servers",
                                                "metadata.broker.list",
                                                "security.protocol",
                                                "ssl.ca.location",
                                                "ssl.certificate.location",
                                                "ssl.key.location",
                                                "ssl.key.password",
                                                "enable.ssl.certificate.verification",
                                                "sasl.mechanism",
                                                "sasl.mechanisms",
                                                "sasl.username",
                                                "sasl.password",
                                                "acks",
                                                "request.required.acks",
                                                "enable.idempotence",
                                                "transactional.id",
                                                "enable.gapless.guarantee",
                                                "message.timeout.ms",
                                                "delivery.timeout.ms",
                                                "retries",
                                                "message.send.max.retries",
                                                "compression.codec",
                                                "compression.type",
                                                "produce.offset.report",
                                                "delivery.report.only.error",
                                                "group.id",
                                                "group.protocol",
                                                "group.protocol.type",
                                                "group.remote.assignor",
                                                "auto.offset.reset",
                                                "enable.auto.commit",
                                                "auto.commit.enable",
                                                "enable.auto.offset.store",
                                                "enable.partition.eof",
                                                "isolation.level",
                                                "partition.assignment.strategy",
                                                "enabled_events",
                                                "log.queue",
                                                "log.thread.name",
                                                "internal.termination.signal",
                                                "test.mock.num.brokers",
                                                "test.mock.broker.rtt",
                                                "statistics.interval.ms",
                                                "plugin.library.paths",
                                                "ssl.engine.location",
                                                "ssl.providers",
                                                "sasl.kerberos.kinit.cmd"};

bool isEncrypted(std::string_view protocol) { return protocol.ends_with("ssl"); }
bool hasLogin(std::string_view protocol) { return protocol.starts_with("sasl"); }

bool isOnThisMachine(const std::string& broker) {
  return broker.starts_with("localhost") || broker.starts_with("127.") || broker.starts_with("[::1]");
}

bool isSecret(std::string_view property) {
  for (const std::string_view word : {"password", "secret", "pem", "token"})
    if (property.find(word) != property.npos) return true;
  return false;
}

std::string joined(const std::vector<std::string>& words, std::string_view between) {
  std::string text;
  for (const auto& word : words) text.append(text.empty() ? "" : between).append(word);
  return text;
}

std::vector<std::string> brokersIn(const Settings& settings) {
  auto brokers = settings.list("brokers");
  if (brokers.empty()) settings.reject("brokers", "names no broker: write HOST:PORT");
  for (const auto& broker : brokers) {
    if (broker.find("://") != broker.npos)
      settings.reject("brokers", "must be HOST:PORT, without a scheme: set security.protocol instead");
    if (broker.find_first_of(" \t/@") != broker.npos || !BrokerAddress::parse(broker))
      settings.reject("brokers", "must be HOST:PORT, several with a comma between; an IPv6 address in brackets");
  }
  return brokers;
}

/// What a property of the user must not be; empty if it may be set.
std::string faultOf(const std::string& name, const std::string& value) {
  if (std::ranges::find(kOwn, name) != kOwn.end() || name.ends_with("_cb")) return "cannot be set here: remove it";
  const ConfPtr conf(rd_kafka_conf_new());
  switch (rd_kafka_conf_set(conf.get(), name.c_str(), value.c_str(), nullptr, 0)) {
    case RD_KAFKA_CONF_OK: return fileFaultOf(name, value);
    case RD_KAFKA_CONF_UNKNOWN: return std::string("is no property of librdkafka ") + rd_kafka_version_str();
    default: return std::string("has a value that librdkafka ") + rd_kafka_version_str() + " does not take";
  }
}

void checkTls(const Settings& settings, const std::string& protocol) {
  if (!isEncrypted(protocol)) {
    for (const auto* option : {"ssl.ca.location", "ssl.certificate.location", "ssl.key.location", "ssl.key.password"})
      if (settings.has(option)) settings.reject(option, "needs security.protocol = ssl or sasl_ssl");
    return;
  }
  for (const auto* option : {"ssl.certificate.location", "ssl.key.location"}) {
    const auto path = settings.text(option);
    const auto fault = path.empty() ? path : fileFaultOf(option, path);
    if (!fault.empty()) settings.reject(option, fault);
  }
  TlsFiles files{.ca = settings.text("ssl.ca.location")};
  if (settings.text("ssl.key.password").empty()) {  // only librdkafka can read a key with a passphrase
    files.certificate = settings.text("ssl.certificate.location");
    files.key = settings.text("ssl.key.location");
  }
  for (const auto& [option, why] : problemsOf(files))
    settings.reject(option == "tls.ca"            ? "ssl.ca.location"
                    : option == "tls.certificate" ? "ssl.certificate.location"
                                                  : "ssl.key.location",
                    why);
}

void checkLogin(const Settings& settings, const std::string& protocol) {
  const bool isWanted = hasLogin(protocol);
  for (const auto* option : {"sasl.username", "sasl.password"})
    if (!isWanted && settings.has(option))
      settings.reject(option, "needs security.protocol = sasl_ssl or sasl_plaintext");
  const auto mechanism = settings.text("sasl.mechanism");
  const bool needsPassword = mechanism == "PLAIN" || mechanism.starts_with("SCRAM");
  for (const auto* option : {"sasl.username", "sasl.password"})
    if (isWanted && needsPassword && settings.text(option).empty())
      settings.reject("security.protocol", "has a login: set sasl.username and sasl.password");
}

std::vector<Option> tlsAndLogin() {
  return {
      {.name = "ssl.ca.location",
       .type = Type::Path,
       .help = "A PEM file with the certificates of the authorities to trust, instead of the system's."},
      {.name = "ssl.certificate.location",
       .type = Type::Path,
       .help = "A PEM file with the client certificate and its chain."},
      {.name = "ssl.key.location",
       .type = Type::Path,
       .help = "A PEM file with the key of ssl.certificate.location; by default it is in the same file."},
      {.name = "ssl.key.password", .type = Type::Secret, .help = "The passphrase of the key."},
      {.name = "enable.ssl.certificate.verification",
       .type = Type::Flag,
       .fallback = "true",
       .help = "Check the certificates of the brokers; without the check, anyone on the way can read and answer."},
      {.name = "sasl.mechanism",
       .type = Type::Choice,
       .fallback = "SCRAM-SHA-256",
       .help = "How the login works. With GSSAPI and OAUTHBEARER, `librdkafka` has the rest.",
       .choices = {"PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "GSSAPI", "OAUTHBEARER"}},
      {.name = "sasl.username", .help = "The user name of the login.", .common = true},
      {.name = "sasl.password", .type = Type::Secret, .help = "The password of the login.", .common = true},
  };
}

}  // namespace

std::vector<Option> ConnectionSetup::options() {
  std::vector<Option> all{
      {.name = "brokers",
       .type = Type::List,
       .help = "Some brokers of the cluster, such as `a.local:9092, b.local:9092`; they know the others.",
       .required = true},
      {.name = "security.protocol",
       .type = Type::Choice,
       .fallback = "plaintext",
       .help =
           "How to speak with the brokers: with TLS (`ssl`), with a login (`sasl_plaintext`), or both (`sasl_ssl`).",
       .choices = {"plaintext", "ssl", "sasl_plaintext", "sasl_ssl"},
       .common = true},
  };
  for (Option& option : tlsAndLogin()) all.push_back(std::move(option));
  all.push_back({.name = "librdkafka",
                 .type = Type::Map,
                 .help = "Any other property of librdkafka, as in `librdkafka.socket.keepalive.enable = true`."});
  return all;
}

ConnectionSetup::ConnectionSetup(const Settings& settings)
    : brokers_(brokersIn(settings)), protocol_(settings.text("security.protocol")) {
  checkTls(settings, protocol_);
  checkLogin(settings, protocol_);
  for (const auto& [name, value] : settings.map("librdkafka")) {
    if (const auto fault = faultOf(name, value); !fault.empty()) settings.rejectMember("librdkafka", name, fault);
    properties_[name] = value;
  }
  properties_["bootstrap.servers"] = joined(brokers_, ",");
  properties_["security.protocol"] = protocol_;
  if (isEncrypted(protocol_)) {
    for (const auto* option : {"ssl.ca.location", "ssl.certificate.location", "ssl.key.location", "ssl.key.password"})
      if (const auto value = settings.text(option); !value.empty()) properties_[option] = value;
    const auto certificate = settings.text("ssl.certificate.location");
    if (!certificate.empty()) properties_.try_emplace("ssl.key.location", certificate);
    const bool verifies = settings.flag("enable.ssl.certificate.verification");
    properties_["enable.ssl.certificate.verification"] = verifies ? "true" : "false";
    properties_.try_emplace("ssl.endpoint.identification.algorithm", verifies ? "https" : "none");
  }
  if (hasLogin(protocol_)) {
    for (const auto* option : {"sasl.mechanism", "sasl.username", "sasl.password"})
      if (const auto value = settings.text(option); !value.empty()) properties_[option] = value;
    sendsPassword_ = settings.text("sasl.mechanism") == "PLAIN";
  }
  properties_.try_emplace("client.id", "herald");
  properties_.try_emplace("reconnect.backoff.max.ms", "2000");  // a broker that is back is found soon
  properties_.try_emplace("socket.nagle.disable", "true");      // as librdkafka 2.10 and newer do: no wait for an ACK
}

ConfPtr ConnectionSetup::conf(const std::map<std::string, std::string>& defaults) const {
  ConfPtr conf(rd_kafka_conf_new());
  for (const auto& [name, value] : defaults) setProperty(conf, name, value);
  for (const auto& [name, value] : properties_) setProperty(conf, name, value);
  rd_kafka_conf_set_socket_cb(conf.get(), openSocket);
  return conf;
}

std::string ConnectionSetup::text() const { return "Kafka at " + joined(brokers_, ", "); }

std::vector<Problem> ConnectionSetup::advice() const {
  const bool isExposed = sendsPassword_ && !isEncrypted(protocol_) && !std::ranges::all_of(brokers_, isOnThisMachine);
  if (!isExposed) return {};
  return {{"security.protocol", "has no TLS: everybody on the way can read the password; use sasl_ssl, or SCRAM"}};
}

std::vector<std::string> ConnectionSetup::secrets() const {
  std::vector<std::string> all;
  for (const auto& [name, value] : properties_)
    if (isSecret(name)) all.push_back(value);
  return all;
}

void setProperty(const ConfPtr& conf, const std::string& name, const std::string& value) {
  if (rd_kafka_conf_set(conf.get(), name.c_str(), value.c_str(), nullptr, 0) != RD_KAFKA_CONF_OK)
    throw std::logic_error("librdkafka does not take this value of " + name);
}

}  // namespace herald::kafka

// SPDX-License-Identifier: Apache-2.0
#include "kafka/kafka_errors.h"

#include <Poco/String.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace herald::kafka {
namespace {

using Verdict = Outcome::Verdict;

/// One line of the table: what an error means, and what to do. librdkafka itself says what has happened.
struct Line {
  int code = 0;
  Verdict verdict = Verdict::Retry;
  std::string_view advice{};
};

constexpr std::string_view kAgain = "Herald tries again";
constexpr std::string_view kBrokers = "check `brokers`, and whether they run";
constexpr std::string_view kReplicas = "start the brokers that are down, or lower min.insync.replicas of the topic";
constexpr std::string_view kLoad = "the brokers are busy or their disks are slow: Herald tries again";
constexpr std::string_view kTopic = "create the topic, or check the option that names it";
constexpr std::string_view kTopicName = "check the option that names the topic, and its variables";
constexpr std::string_view kLogin = "check sasl.mechanism, sasl.username and sasl.password";
constexpr std::string_view kProtocol = "check security.protocol, and the listener of the brokers";
constexpr std::string_view kTls = "check the ssl.* options, and the certificates of the brokers";
constexpr std::string_view kTopicRights = "give this user its rights on the topic";
constexpr std::string_view kGroupRights = "give this user the right Read on the group";
constexpr std::string_view kClusterRights = "give this user the right IdempotentWrite on the cluster";
constexpr std::string_view kToken = "get a new delegation token";
constexpr std::string_view kSize = "shorten the data, or raise max.message.bytes of the topic";
constexpr std::string_view kRecord = "check the data: this topic does not accept them";
constexpr std::string_view kTime = "check the clock of the device, or message.timestamp.* of the topic";
constexpr std::string_view kVersion = "update the brokers: Herald needs Kafka 0.11 or newer";
constexpr std::string_view kLibrary = "check the librdkafka.* options";
constexpr std::string_view kGroup = "check `group`";
constexpr std::string_view kInstance = "give each member a group.instance.id of its own";
constexpr std::string_view kCluster = "ask who runs the brokers";
constexpr std::string_view kQueue = "Herald tries again when librdkafka has room";

constexpr Line kOther{.verdict = Verdict::Retry, .advice = kAgain};

// OpenSSL says "unexpected eof" if the other side goes without a word, and a listener without TLS does that, too.
constexpr std::array<std::string_view, 7> kCutOff{"unexpected eof",          "ssl transport error", "connection reset",
                                                  "connection closed",       "broken pipe",         "timed out",
                                                  "broker transport failure"};

// Those with a number are newer than the librdkafka of Debian 12.
constexpr std::array kTable{
    Line{RD_KAFKA_RESP_ERR__BAD_MSG, Verdict::Retry, kAgain},
    Line{RD_KAFKA_RESP_ERR__BAD_COMPRESSION, Verdict::Hold, "set another `compression`"},
    Line{RD_KAFKA_RESP_ERR__DESTROY, Verdict::Retry, kAgain},
    Line{RD_KAFKA_RESP_ERR__FAIL, Verdict::Retry, kBrokers},
    Line{RD_KAFKA_RESP_ERR__TRANSPORT, Verdict::Retry, kBrokers},
    Line{RD_KAFKA_RESP_ERR__CRIT_SYS_RESOURCE, Verdict::Retry, "raise the limits of threads and open files"},
    Line{RD_KAFKA_RESP_ERR__RESOLVE, Verdict::Retry, "check the names in `brokers`, and the name service"},
    Line{RD_KAFKA_RESP_ERR__MSG_TIMED_OUT, Verdict::Retry, "check the brokers and their in-sync replicas"},
    Line{RD_KAFKA_RESP_ERR__PARTITION_EOF, Verdict::Retry, kAgain},
    Line{RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION, Verdict::Hold, kTopic},
    Line{RD_KAFKA_RESP_ERR__FS, Verdict::Retry, "check the disk"},
    Line{RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC, Verdict::Hold, kTopic},
    Line{RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN, Verdict::Retry, kBrokers},
    Line{RD_KAFKA_RESP_ERR__INVALID_ARG, Verdict::Hold, kLibrary},
    Line{RD_KAFKA_RESP_ERR__TIMED_OUT, Verdict::Retry, kBrokers},
    Line{RD_KAFKA_RESP_ERR__QUEUE_FULL, Verdict::Retry, kQueue},
    Line{RD_KAFKA_RESP_ERR__ISR_INSUFF, Verdict::Retry, kReplicas},
    Line{RD_KAFKA_RESP_ERR__NODE_UPDATE, Verdict::Retry, kAgain},
    Line{RD_KAFKA_RESP_ERR__SSL, Verdict::Hold, kTls},
    Line{RD_KAFKA_RESP_ERR__WAIT_COORD, Verdict::Retry, kAgain},
    Line{RD_KAFKA_RESP_ERR__UNKNOWN_GROUP, Verdict::Hold, kGroup},
    Line{RD_KAFKA_RESP_ERR__IN_PROGRESS, Verdict::Retry, kAgain},
    Line{RD_KAFKA_RESP_ERR__PREV_IN_PROGRESS, Verdict::Retry, kAgain},
    Line{RD_KAFKA_RESP_ERR__EXISTING_SUBSCRIPTION, Verdict::Retry, kAgain},
    Line{RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS, Verdict::Retry, kAgain},
    Line{RD_KAFKA_RESP_ERR__REVOKE_PARTITIONS, Verdict::Retry, kAgain},
    Line{RD_KAFKA_RESP_ERR__CONFLICT, Verdict::Hold, kLibrary},
    Line{RD_KAFKA_RESP_ERR__STATE, Verdict::Retry, kAgain},
    Line{RD_KAFKA_RESP_ERR__UNKNOWN_PROTOCOL, Verdict::Hold, kProtocol},
    Line{RD_KAFKA_RESP_ERR__NOT_IMPLEMENTED, Verdict::Hold, kLibrary},
    Line{RD_KAFKA_RESP_ERR__AUTHENTICATION, Verdict::Hold, kLogin},
    Line{RD_KAFKA_RESP_ERR__NO_OFFSET, Verdict::Retry, kAgain},
    Line{RD_KAFKA_RESP_ERR__OUTDATED, Verdict::Retry, kAgain},
    Line{RD_KAFKA_RESP_ERR__TIMED_OUT_QUEUE, Verdict::Retry, kBrokers},
    Line{RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE, Verdict::Hold, kVersion},
    Line{RD_KAFKA_RESP_ERR__WAIT_CACHE, Verdict::Retry, kAgain},
    Line{RD_KAFKA_RESP_ERR__INTR, Verdict::Retry, kAgain},
    Line{RD_KAFKA_RESP_ERR__KEY_SERIALIZATION, Verdict::Rejected, kRecord},
    Line{RD_KAFKA_RESP_ERR__VALUE_SERIALIZATION, Verdict::Rejected, kRecord},
    Line{RD_KAFKA_RESP_ERR__KEY_DESERIALIZATION, Verdict::Rejected, kRecord},
    Line{RD_KAFKA_RESP_ERR__VALUE_DESERIALIZATION, Verdict::Rejected, kRecord},
    Line{RD_KAFKA_RESP_ERR__PARTIAL, Verdict::Retry, kAgain},
    Line{RD_KAFKA_RESP_ERR__READ_ONLY, Verdict::Hold, kLibrary},
    Line{RD_KAFKA_RESP_ERR__NOENT, Verdict::Retry, kAgain},
    Line{RD_KAFKA_RESP_ERR__UNDERFLOW, Verdict::Retry, kAgain},
    Line{RD_KAFKA_RESP_ERR__INVALID_TYPE, Verdict::Hold, kLibrary},
    Line{RD_KAFKA_RESP_ERR__RETRY, Verdict::Retry, kAgain},
    Line{RD_KAFKA_RESP_ERR__PURGE_QUEUE, Verdict::Retry, kAgain},
    Line{RD_KAFKA_RESP_ERR__PURGE_INFLIGHT, Verdict::Retry, kAgain},
    Line{RD_KAFKA_RESP_ERR__FATAL, Verdict::Retry, "Herald connects anew, and tries again"},
    Line{RD_KAFKA_RESP_ERR__INCONSISTENT, Verdict::Retry, kAgain},
    Line{RD_KAFKA_RESP_ERR__GAPLESS_GUARANTEE, Verdict::Retry, kAgain},
    Line{RD_KAFKA_RESP_ERR__MAX_POLL_EXCEEDED, Verdict::Retry, kAgain},
    Line{RD_KAFKA_RESP_ERR__UNKNOWN_BROKER, Verdict::Retry, kBrokers},
    Line{RD_KAFKA_RESP_ERR__NOT_CONFIGURED, Verdict::Hold, kLibrary},
    Line{RD_KAFKA_RESP_ERR__FENCED, Verdict::Retry, "Herald connects anew, and tries again"},
    Line{RD_KAFKA_RESP_ERR__APPLICATION, Verdict::Retry, kAgain},
    Line{RD_KAFKA_RESP_ERR__ASSIGNMENT_LOST, Verdict::Retry, kAgain},
    Line{RD_KAFKA_RESP_ERR__NOOP, Verdict::Retry, kAgain},
    Line{RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET, Verdict::Hold, "say by auto.offset.reset where to begin"},
    Line{-139, Verdict::Retry, kAgain},  // _LOG_TRUNCATION
    Line{-138, Verdict::Retry, kAgain},  // _INVALID_DIFFERENT_RECORD
    Line{-137, Verdict::Retry, kAgain},  // _DESTROY_BROKER
    Line{RD_KAFKA_RESP_ERR_UNKNOWN, Verdict::Retry, kCluster},
    Line{RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE, Verdict::Retry, kAgain},
    Line{RD_KAFKA_RESP_ERR_INVALID_MSG, Verdict::Retry, "if it stays so, the network or a disk changes data"},
    Line{RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, Verdict::Hold, kTopic},
    Line{RD_KAFKA_RESP_ERR_INVALID_MSG_SIZE, Verdict::Rejected, kSize},
    Line{RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE, Verdict::Retry, kBrokers},
    Line{RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION, Verdict::Retry, kAgain},
    Line{RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT, Verdict::Retry, kLoad},
    Line{RD_KAFKA_RESP_ERR_BROKER_NOT_AVAILABLE, Verdict::Retry, kBrokers},
    Line{RD_KAFKA_RESP_ERR_REPLICA_NOT_AVAILABLE, Verdict::Retry, kReplicas},
    Line{RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, Verdict::Rejected, kSize},
    Line{RD_KAFKA_RESP_ERR_STALE_CTRL_EPOCH, Verdict::Retry, kAgain},
    Line{RD_KAFKA_RESP_ERR_OFFSET_METADATA_TOO_LARGE, Verdict::Retry, kCluster},
    Line{RD_KAFKA_RESP_ERR_NETWORK_EXCEPTION, Verdict::Retry, kBrokers},
    Line{RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS, Verdict::Retry, kAgain},
    Line{RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE, Verdict::Retry, kBrokers},
    Line{RD_KAFKA_RESP_ERR_NOT_COORDINATOR, Verdict::Retry, kAgain},
    Line{RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION, Verdict::Rejected, kTopicName},
    Line{RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE, Verdict::Rejected, kSize},
    Line{RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS, Verdict::Retry, kReplicas},
    Line{RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS_AFTER_APPEND, Verdict::Retry, kReplicas},
    Line{RD_KAFKA_RESP_ERR_INVALID_REQUIRED_ACKS, Verdict::Hold, kVersion},
    Line{RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION, Verdict::Retry, kAgain},
    Line{RD_KAFKA_RESP_ERR_INCONSISTENT_GROUP_PROTOCOL, Verdict::Hold, kGroup},
    Line{RD_KAFKA_RESP_ERR_INVALID_GROUP_ID, Verdict::Hold, kGroup},
    Line{RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID, Verdict::Retry, kAgain},
    Line{RD_KAFKA_RESP_ERR_INVALID_SESSION_TIMEOUT, Verdict::Hold, "set another librdkafka.session.timeout.ms"},
    Line{RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS, Verdict::Retry, kAgain},
    Line{RD_KAFKA_RESP_ERR_INVALID_COMMIT_OFFSET_SIZE, Verdict::Retry, kCluster},
    Line{RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, Verdict::Hold, kTopicRights},
    Line{RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED, Verdict::Hold, kGroupRights},
    Line{RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED, Verdict::Hold, kClusterRights},
    Line{RD_KAFKA_RESP_ERR_INVALID_TIMESTAMP, Verdict::Rejected, kTime},
    Line{RD_KAFKA_RESP_ERR_UNSUPPORTED_SASL_MECHANISM, Verdict::Hold, kLogin},
    Line{RD_KAFKA_RESP_ERR_ILLEGAL_SASL_STATE, Verdict::Hold, kProtocol},
    Line{RD_KAFKA_RESP_ERR_UNSUPPORTED_VERSION, Verdict::Hold, kVersion},
    Line{RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS, Verdict::Retry, kAgain},
    Line{RD_KAFKA_RESP_ERR_INVALID_PARTITIONS, Verdict::Hold, kTopic},
    Line{RD_KAFKA_RESP_ERR_INVALID_REPLICATION_FACTOR, Verdict::Hold, kTopic},
    Line{RD_KAFKA_RESP_ERR_INVALID_REPLICA_ASSIGNMENT, Verdict::Hold, kTopic},
    Line{RD_KAFKA_RESP_ERR_INVALID_CONFIG, Verdict::Hold, kCluster},
    Line{RD_KAFKA_RESP_ERR_NOT_CONTROLLER, Verdict::Retry, kAgain},
    Line{RD_KAFKA_RESP_ERR_INVALID_REQUEST, Verdict::Hold, kVersion},
    Line{RD_KAFKA_RESP_ERR_UNSUPPORTED_FOR_MESSAGE_FORMAT, Verdict::Hold, kVersion},
    Line{RD_KAFKA_RESP_ERR_POLICY_VIOLATION, Verdict::Rejected, kRecord},
    Line{RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER, Verdict::Retry, kAgain},
    Line{RD_KAFKA_RESP_ERR_DUPLICATE_SEQUENCE_NUMBER, Verdict::Retry, kAgain},
    Line{RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH, Verdict::Retry, kAgain},
    Line{RD_KAFKA_RESP_ERR_INVALID_TXN_STATE, Verdict::Retry, kAgain},
    Line{RD_KAFKA_RESP_ERR_INVALID_PRODUCER_ID_MAPPING, Verdict::Retry, kAgain},
    Line{RD_KAFKA_RESP_ERR_INVALID_TRANSACTION_TIMEOUT, Verdict::Hold, kLibrary},
    Line{RD_KAFKA_RESP_ERR_CONCURRENT_TRANSACTIONS, Verdict::Retry, kAgain},
    Line{RD_KAFKA_RESP_ERR_TRANSACTION_COORDINATOR_FENCED, Verdict::Retry, kAgain},
    Line{RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED, Verdict::Hold, kClusterRights},
    Line{RD_KAFKA_RESP_ERR_SECURITY_DISABLED, Verdict::Hold, kProtocol},
    Line{RD_KAFKA_RESP_ERR_OPERATION_NOT_ATTEMPTED, Verdict::Retry, kAgain},
    Line{RD_KAFKA_RESP_ERR_KAFKA_STORAGE_ERROR, Verdict::Retry, "check the disks of the brokers"},
    Line{RD_KAFKA_RESP_ERR_LOG_DIR_NOT_FOUND, Verdict::Retry, "check the disks of the brokers"},
    Line{RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED, Verdict::Hold, kLogin},
    Line{RD_KAFKA_RESP_ERR_UNKNOWN_PRODUCER_ID, Verdict::Retry, kAgain},
    Line{RD_KAFKA_RESP_ERR_REASSIGNMENT_IN_PROGRESS, Verdict::Retry, kAgain},
    Line{RD_KAFKA_RESP_ERR_DELEGATION_TOKEN_AUTH_DISABLED, Verdict::Hold, kLogin},
    Line{RD_KAFKA_RESP_ERR_DELEGATION_TOKEN_NOT_FOUND, Verdict::Hold, kToken},
    Line{RD_KAFKA_RESP_ERR_DELEGATION_TOKEN_OWNER_MISMATCH, Verdict::Hold, kToken},
    Line{RD_KAFKA_RESP_ERR_DELEGATION_TOKEN_REQUEST_NOT_ALLOWED, Verdict::Hold, kToken},
    Line{RD_KAFKA_RESP_ERR_DELEGATION_TOKEN_AUTHORIZATION_FAILED, Verdict::Hold, kToken},
    Line{RD_KAFKA_RESP_ERR_DELEGATION_TOKEN_EXPIRED, Verdict::Hold, kToken},
    Line{RD_KAFKA_RESP_ERR_INVALID_PRINCIPAL_TYPE, Verdict::Hold, kLogin},
    Line{RD_KAFKA_RESP_ERR_NON_EMPTY_GROUP, Verdict::Retry, kAgain},
    Line{RD_KAFKA_RESP_ERR_GROUP_ID_NOT_FOUND, Verdict::Retry, kAgain},
    Line{RD_KAFKA_RESP_ERR_FETCH_SESSION_ID_NOT_FOUND, Verdict::Retry, kAgain},
    Line{RD_KAFKA_RESP_ERR_INVALID_FETCH_SESSION_EPOCH, Verdict::Retry, kAgain},
    Line{RD_KAFKA_RESP_ERR_LISTENER_NOT_FOUND, Verdict::Retry, kCluster},
    Line{RD_KAFKA_RESP_ERR_TOPIC_DELETION_DISABLED, Verdict::Retry, kAgain},
    Line{RD_KAFKA_RESP_ERR_FENCED_LEADER_EPOCH, Verdict::Retry, kAgain},
    Line{RD_KAFKA_RESP_ERR_UNKNOWN_LEADER_EPOCH, Verdict::Retry, kAgain},
    Line{RD_KAFKA_RESP_ERR_UNSUPPORTED_COMPRESSION_TYPE, Verdict::Hold, "set another `compression`"},
    Line{RD_KAFKA_RESP_ERR_STALE_BROKER_EPOCH, Verdict::Retry, kAgain},
    Line{RD_KAFKA_RESP_ERR_OFFSET_NOT_AVAILABLE, Verdict::Retry, kAgain},
    Line{RD_KAFKA_RESP_ERR_MEMBER_ID_REQUIRED, Verdict::Retry, kAgain},
    Line{RD_KAFKA_RESP_ERR_PREFERRED_LEADER_NOT_AVAILABLE, Verdict::Retry, kAgain},
    Line{RD_KAFKA_RESP_ERR_GROUP_MAX_SIZE_REACHED, Verdict::Hold, "raise group.max.size of the brokers"},
    Line{RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID, Verdict::Hold, kInstance},
    Line{RD_KAFKA_RESP_ERR_ELIGIBLE_LEADERS_NOT_AVAILABLE, Verdict::Retry, kBrokers},
    Line{RD_KAFKA_RESP_ERR_ELECTION_NOT_NEEDED, Verdict::Retry, kAgain},
    Line{RD_KAFKA_RESP_ERR_NO_REASSIGNMENT_IN_PROGRESS, Verdict::Retry, kAgain},
    Line{RD_KAFKA_RESP_ERR_GROUP_SUBSCRIBED_TO_TOPIC, Verdict::Retry, kAgain},
    Line{RD_KAFKA_RESP_ERR_INVALID_RECORD, Verdict::Rejected, kRecord},
    Line{RD_KAFKA_RESP_ERR_UNSTABLE_OFFSET_COMMIT, Verdict::Retry, kAgain},
    Line{RD_KAFKA_RESP_ERR_THROTTLING_QUOTA_EXCEEDED, Verdict::Retry, "set `rate`, or raise the quota of this user"},
    Line{RD_KAFKA_RESP_ERR_PRODUCER_FENCED, Verdict::Retry, "Herald connects anew, and tries again"},
    Line{RD_KAFKA_RESP_ERR_RESOURCE_NOT_FOUND, Verdict::Retry, kCluster},
    Line{RD_KAFKA_RESP_ERR_DUPLICATE_RESOURCE, Verdict::Retry, kCluster},
    Line{RD_KAFKA_RESP_ERR_UNACCEPTABLE_CREDENTIAL, Verdict::Hold, kLogin},
    Line{RD_KAFKA_RESP_ERR_INCONSISTENT_VOTER_SET, Verdict::Retry, kCluster},
    Line{RD_KAFKA_RESP_ERR_INVALID_UPDATE_VERSION, Verdict::Retry, kCluster},
    Line{RD_KAFKA_RESP_ERR_FEATURE_UPDATE_FAILED, Verdict::Retry, kCluster},
    Line{RD_KAFKA_RESP_ERR_PRINCIPAL_DESERIALIZATION_FAILURE, Verdict::Retry, kCluster},
    Line{100, Verdict::Hold, kTopic},     // UNKNOWN_TOPIC_ID
    Line{103, Verdict::Retry, kAgain},    // INCONSISTENT_TOPIC_ID
    Line{110, Verdict::Retry, kAgain},    // FENCED_MEMBER_EPOCH
    Line{111, Verdict::Hold, kInstance},  // UNRELEASED_INSTANCE_ID
    Line{112, Verdict::Hold, kGroup},     // UNSUPPORTED_ASSIGNOR
    Line{113, Verdict::Retry, kAgain},    // STALE_MEMBER_EPOCH
    Line{114, Verdict::Hold, kBrokers},   // MISMATCHED_ENDPOINT_TYPE
    Line{115, Verdict::Hold, kBrokers},   // UNSUPPORTED_ENDPOINT_TYPE
    Line{116, Verdict::Retry, kCluster},  // UNKNOWN_CONTROLLER_ID
    Line{117, Verdict::Retry, kAgain},    // UNKNOWN_SUBSCRIPTION_ID
    Line{118, Verdict::Retry, kAgain},    // TELEMETRY_TOO_LARGE
    Line{119, Verdict::Retry, kCluster},  // INVALID_REGISTRATION
    Line{120, Verdict::Retry, kAgain},    // TRANSACTION_ABORTABLE
};

const Line& lineFor(int code) {
  const auto* const found = std::ranges::find(kTable, code, &Line::code);
  return found == kTable.end() ? kOther : *found;
}

/// librdkafka's sentence without its origin, to stand in another sentence: "Broker: Not enough in-sync replicas".
std::string whatHappened(rd_kafka_resp_err_t error) {
  std::string_view text = rd_kafka_err2str(error);
  for (const std::string_view origin : {"Broker: ", "Local: "})
    if (text.starts_with(origin)) text.remove_prefix(origin.size());
  std::string clause(text);
  const bool isWord = clause.size() > 1 && std::islower(static_cast<unsigned char>(clause[1])) != 0;
  if (isWord) clause[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(clause[0])));
  return clause;
}

/// A handshake of TLS or a login that the network has cut off may work the next time. Anything else is for the user to
/// change. Only the text tells them apart.
bool isCutOff(rd_kafka_resp_err_t error, std::string_view detail) {
  if (error != RD_KAFKA_RESP_ERR__SSL && error != RD_KAFKA_RESP_ERR__AUTHENTICATION) return false;
  const auto text = Poco::toLower(std::string(detail));
  return std::ranges::any_of(kCutOff, [&](std::string_view words) { return text.find(words) != text.npos; });
}

/// Somebody answers there, but does not speak TLS, or nothing else: "connecting to a SSL listener?".
bool isOtherProtocol(std::string_view detail) {
  return detail.find(" listener?") != detail.npos || detail.find("in state SSL_HANDSHAKE") != detail.npos;
}

}  // namespace

Meaning meaningOf(rd_kafka_resp_err_t error, std::string_view detail) {
  const Line& line = lineFor(error);
  Meaning meaning{line.verdict, whatHappened(error) + " (" + rd_kafka_err2name(error), std::string(line.advice)};
  if (!detail.empty()) meaning.what.append(": ").append(detail);
  meaning.what.append(")");
  if (isCutOff(error, detail)) {
    meaning.verdict = Verdict::Retry;
    meaning.advice = error == RD_KAFKA_RESP_ERR__SSL ? kProtocol : kBrokers;
  }
  if (error == RD_KAFKA_RESP_ERR__TRANSPORT && isOtherProtocol(detail)) meaning.advice = kProtocol;
  return meaning;
}

std::span<const int> knownErrors() {
  static constexpr auto kCodes = [] {
    std::array<int, kTable.size()> codes{};
    std::ranges::transform(kTable, codes.begin(), &Line::code);
    return codes;
  }();
  return kCodes;
}

}  // namespace herald::kafka

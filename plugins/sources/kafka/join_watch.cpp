// SPDX-License-Identifier: Apache-2.0
#include "join_watch.h"

#include <cstddef>
#include <cstdint>

namespace herald::kafka {
namespace {

constexpr const char* kName = "herald";
constexpr int kJoinGroup = 11;  // https://kafka.apache.org/protocol#protocol_api_keys
constexpr int kHeartbeat = 12;
constexpr int kSyncGroup = 14;
constexpr Millis kToJoin = std::chrono::milliseconds(50);  // after an answer

rd_kafka_resp_err_t onSent(rd_kafka_t*, int, const char*, std::int32_t, std::int16_t request, std::int16_t,
                           std::int32_t, std::size_t, void* watch) {
  static_cast<JoinWatch*>(watch)->sent(request);
  return RD_KAFKA_RESP_ERR_NO_ERROR;
}

rd_kafka_resp_err_t onAnswered(rd_kafka_t*, int, const char*, std::int32_t, std::int16_t request, std::int16_t,
                               std::int32_t, std::size_t, std::int64_t, rd_kafka_resp_err_t, void* watch) {
  static_cast<JoinWatch*>(watch)->answered(request, Clock::now());
  return RD_KAFKA_RESP_ERR_NO_ERROR;
}

rd_kafka_resp_err_t onNew(rd_kafka_t* client, const rd_kafka_conf_t*, void* watch, char*, std::size_t) {
  const auto error = rd_kafka_interceptor_add_on_request_sent(client, kName, onSent, watch);
  return error ? error : rd_kafka_interceptor_add_on_response_received(client, kName, onAnswered, watch);
}

}  // namespace

void JoinWatch::watch(rd_kafka_conf_t* conf) { rd_kafka_conf_interceptor_add_on_new(conf, kName, onNew, this); }

bool JoinWatch::canCommit(Clock::time_point now) const {
  return !isJoining_ && !hasHeartbeat_ && now - heard_.load() >= kToJoin;
}

void JoinWatch::willJoin() { isJoining_ = true; }

void JoinWatch::sent(int request) {
  if (request == kJoinGroup) isJoining_ = true;
  if (request == kHeartbeat) hasHeartbeat_ = true;
}

/// The answer to the join only says who leads; that to the sync says who has what.
void JoinWatch::answered(int request, Clock::time_point now) {
  if (request != kSyncGroup && request != kHeartbeat) return;
  heard_ = now;
  (request == kSyncGroup ? isJoining_ : hasHeartbeat_) = false;
}

}  // namespace herald::kafka

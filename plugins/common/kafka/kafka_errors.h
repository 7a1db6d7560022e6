// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <librdkafka/rdkafka.h>

#include <span>
#include <string>
#include <string_view>

#include "herald/outcome.h"

/// What the error codes of librdkafka mean for a delivery, or for a source. Any thread may call these functions.
namespace herald::kafka {

/// A value.
struct Meaning {
  Outcome::Verdict verdict = Outcome::Verdict::Retry;
  std::string what{};    ///< "not enough in-sync replicas (NOT_ENOUGH_REPLICAS)"
  std::string advice{};  ///< "start the brokers that are down"

  std::string sentence() const { return what + ": " + advice; }
};

/// The meaning of an error. `detail` is what librdkafka says about this case ("Connection refused"); it may be empty.
/// A code that the table does not have, from a newer librdkafka, is a Retry.
Meaning meaningOf(rd_kafka_resp_err_t error, std::string_view detail = {});

/// The codes in the table, for a test that compares them with librdkafka's.
std::span<const int> knownErrors();

}  // namespace herald::kafka

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

#include "herald/outcome.h"

namespace herald::mqtt {

/// What the broker refused.
enum class Step : std::uint8_t { Connect, Subscribe, Publish, Connection };

/// The broker said no, with a reason code of MQTT: in CONNACK, SUBACK, PUBACK, PUBREC, PUBCOMP or DISCONNECT.
class Refusal : public std::runtime_error {
 public:
  /// `about` is the topic or filter; empty if there is none. `detail` is the broker's own sentence, which only MQTT 5
  /// has.
  Refusal(Step step, int code, std::string about = {}, std::string detail = {});

  Step step() const { return step_; }
  int code() const { return code_; }
  const std::string& about() const { return about_; }
  const std::string& detail() const { return detail_; }

 private:
  Step step_;
  int code_;
  std::string about_;
  std::string detail_;
};

/// The connection ended, or never began, without a word of the broker. `what` continues a sentence that begins with the
/// broker's address.
class ConnectionLost : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// What a refusal by the broker `peer` ("mqtt://broker.local:1883") means for a delivery, or for a source.
Outcome outcomeOf(const Refusal& refusal, const std::string& peer);

}  // namespace herald::mqtt

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "harness/receiver.h"
#include "integration/service_rules.h"

namespace herald::testing {

/// Stands for a service: takes what its rules accept, and refuses everything else as the service does. It also answers
/// a token call. Any thread may use it.
class FakeService {
 public:
  explicit FakeService(const ServiceRules& rules);

  /// The options of a sink that uses the preset, with this service in the place of the real one.
  std::map<std::string, std::string> options(const std::string& preset, bool whole) const;

  /// From now on, gives this answer to each request: an element of `answers` in the rules.
  void answer(std::string_view answer);

  std::vector<std::string> faults();    ///< what it has refused so far, and why
  std::vector<std::string> paths();     ///< the method and path of each request that it took, as "POST /x"
  std::vector<std::string> pictures();  ///< the bytes of the pictures that it took

 private:
  Reply reply(const Received& request);
  Reply accept(const ServiceRequest& request, std::string_view rule, std::string_view reply);
  Reply asReply(std::string_view answer) const;
  std::string url() const;

  const ServiceRules& rules_;
  std::mutex mutex_;
  std::string answer_;
  std::vector<std::string> faults_, paths_, pictures_;
  Receiver receiver_;
};

}  // namespace herald::testing

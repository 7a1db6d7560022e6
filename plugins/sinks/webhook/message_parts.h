// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "answer_rules.h"
#include "herald/host.h"
#include "herald/http.h"
#include "picture_requests.h"
#include "request_builder.h"

namespace herald::webhook {

/// What a webhook sends with, as the user has configured it. After that, any thread may use it.
struct MessageParts {
  Host* host = nullptr;
  RequestBuilder plain{};
  PictureRequests pictures{};
  AnswerRules rules{};
  std::uint64_t mostBytes = 0;                   ///< of a picture; 0 means any number
  std::shared_ptr<std::atomic<bool>> hasSaid{};  ///< that a message went without its picture; shared by the variants
  std::unique_ptr<HttpClient> client{};
  std::unique_ptr<HttpClient> stepClient{};  ///< without the credentials of the sink

  bool uses(std::string_view variable) const { return plain.uses(variable) || pictures.uses(variable); }

  /// Logs why a message went without its picture, unless that is said already.
  void sayOnce(const std::string& why) const {
    if (!hasSaid->exchange(true))
      host->log(Level::Warning, "a message went without its picture, as do others until one gets through: " + why);
  }
};

}  // namespace herald::webhook

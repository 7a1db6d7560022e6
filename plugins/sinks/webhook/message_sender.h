// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "answer_rules.h"
#include "herald/host.h"
#include "herald/http.h"
#include "herald/settings.h"
#include "herald/sink.h"
#include "herald/vocabulary.h"
#include "picture_requests.h"
#include "request_builder.h"

namespace herald::webhook {

/// Sends an event in one attempt: what both webhooks have in common. After configure(), any thread may call it.
///
/// With a picture, the requests of PictureRequests go, or the plain request with the picture in it. The message must
/// not be lost with its picture. So the plain request follows without it, in the same attempt,
///
/// - if the receiver rejects the picture's requests: 413, 415, `rejected.when` …; not after 424, for then others behind
///   the receiver have the message, and would get it twice,
/// - if a step would be on hold for anything but 401,
/// - from the second attempt on, if they fail in any way that passes: 500, no answer in two thirds of the time. A 429,
///   or a wait that the receiver asks for, is not such a failure.
class MessageSender {
 public:
  /// The options of every webhook, except httpOptions().
  static std::vector<Option> options();

  /// `host` must outlive this object. Throws BadSettings. Masks nothing: see secrets().
  void configure(const Settings& settings, Host& host);

  /// `overlay` is a JSON object whose members win over all variables; it may be empty. Throws Failure.
  Outcome deliver(const Attempt& attempt, const std::string& overlay = {});

  /// Sends every request that an event may cause: with a picture, also the plain one after that. For a dry run, whose
  /// client sends nothing. Returns the variables that were missing.
  std::vector<std::string> preview(const Attempt& attempt, const std::string& overlay = {});

  bool uses(std::string_view variable) const { return plain_.uses(variable) || pictures_.uses(variable); }
  bool sends(std::string_view variable) const { return plain_.sends(variable) || pictures_.sends(variable); }
  Vocabulary vocabulary() const;
  std::vector<std::string> secrets() const;

 private:
  class Missing;

  bool showsPicture(const std::string& jpeg);
  Outcome sendPlain(const Attempt& attempt, const std::string& overlay);
  Outcome sendPicture(const Attempt& attempt, const std::string& overlay);
  Outcome sendSteps(const Attempt& attempt, std::string& overlay, Missing& missing);
  HttpResponse send(HttpClient& client, const HttpRequest& request, const Attempt& attempt);
  void sayOnce(const std::string& why);

  Host* host_ = nullptr;
  RequestBuilder plain_;
  PictureRequests pictures_;
  AnswerRules rules_;
  std::unique_ptr<HttpClient> client_;
  std::unique_ptr<HttpClient> stepClient_;      ///< without the credentials of the sink
  std::uint64_t mostBytes_ = 0;                 ///< of a picture; 0 means any number
  bool mayShow_ = true;                         ///< the option `snapshot`
  std::shared_ptr<std::atomic<bool>> hasSaid_;  ///< that a message went without its picture; shared by the variants
};

}  // namespace herald::webhook

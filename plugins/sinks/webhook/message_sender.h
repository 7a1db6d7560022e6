// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "herald/settings.h"
#include "herald/sink.h"
#include "herald/vocabulary.h"
#include "message_parts.h"
#include "message_sending.h"

namespace herald::webhook {

/// Sends an event in one attempt: what both webhooks have in common. After configure(), any thread may call it. An
/// attempt needs no thread: see MessageSending.
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

  /// Begins an attempt: see MessageSending::begin.
  void begin(const Attempt& attempt, std::string overlay, MessageSending::Done done) const {
    MessageSending::begin(parts_, attempt, std::move(overlay), std::move(done));
  }

  /// Sends every request that an event may cause: with a picture, also the plain one after that. For a dry run, whose
  /// client sends nothing. Returns the variables that were missing.
  std::vector<std::string> preview(const Attempt& attempt, const std::string& overlay = {}) const;

  bool uses(std::string_view variable) const { return parts_.uses(variable); }
  bool sends(std::string_view variable) const {
    return parts_.plain.sends(variable) || parts_.pictures.sends(variable);
  }
  Vocabulary vocabulary() const;
  std::vector<std::string> secrets() const;

 private:
  std::vector<std::string> previewPlain(const Attempt& attempt, const std::string& overlay) const;

  MessageParts parts_{};
  bool mayShow_ = true;  ///< the option `snapshot`
};

}  // namespace herald::webhook

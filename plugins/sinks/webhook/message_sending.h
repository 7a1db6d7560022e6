// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "herald/sink.h"
#include "message_parts.h"
#include "missing_names.h"

namespace herald::webhook {

/// One attempt to send a message: its requests one after the other. No thread waits for their answers. It lives until
/// the last of them is there. One thread at a time works for it.
class MessageSending : public std::enable_shared_from_this<MessageSending> {
 public:
  using Done = std::function<void(Outcome outcome)>;

  /// Begins the attempt. `parts` and `attempt` live until `done` was called, once, on any thread. `overlay` is a JSON
  /// object whose members win over all variables; it may be empty. Throws nothing: an event that cannot be sent is an
  /// outcome, too.
  static void begin(const MessageParts& parts, const Attempt& attempt, std::string overlay, Done done);

  MessageSending(const MessageParts& parts, const Attempt& attempt, std::string overlay, Done done);

 private:
  using Ended = void (MessageSending::*)(Outcome outcome);
  using Next = std::function<void(HttpResponse response)>;

  void begin();
  void sendPlain(const Attempt& attempt, Ended ended);
  void sendPicture();
  void sendStep();
  void stepEnded(const HttpResponse& response);
  void sendLast();
  void pictureEnded(Outcome outcome);
  void end(Outcome outcome);

  void start(HttpClient& client, HttpRequest request, const Attempt& attempt, Ended failed, Next next);
  void guarded(Ended failed, const std::function<void()>& work);
  bool showsPicture(const std::string& jpeg) const;

  const MessageParts& parts_;
  const Attempt& attempt_;
  const std::string overlay_;
  const Done done_;
  std::optional<Attempt> other_{};  // the attempt with less time, then without the picture
  std::string why_{};               // the message goes without its picture
  std::string known_{};             // the overlay, with the answers of the steps
  std::size_t step_ = 0;            // the next one
  MissingNames missing_{};
};

}  // namespace herald::webhook

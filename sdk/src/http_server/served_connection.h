// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "herald/export.h"
#include "herald/file_descriptor.h"
#include "herald/http_server.h"
#include "http_server/answer_text.h"
#include "http_server/body_reader.h"
#include "http_server/client_channel.h"
#include "http_server/server_stream.h"

namespace herald::inline v1 {

/// One client of a server, and where it stands: a request arrives, waits for its answer, or the answer goes out,
/// perhaps with a stream behind it. No call waits for the client. For one thread.
class HERALD_API ServedConnection {
 public:
  struct Client {
    FileDescriptor socket;  ///< it does not block
    std::string name{};     ///< address and port
    std::string group{};    ///< clients with the same text count as one: an address, or a network of IPv6
  };
  /// What all connections of a server share. All of it outlives the connection.
  struct Shared {
    HttpService& service;
    const HttpServerLimits& limits;
    AnswerText& text;
    SSL_CTX* tls = nullptr;
  };
  enum class Next : std::uint8_t {
    Wait,     ///< for the socket, or for the answer
    Again,    ///< call again soon: others have their turn first
    Request,  ///< takeRequest() has a complete request
    End
  };

  ServedConnection(Client client, const Shared& shared);

  /// Reads and writes as much as possible without waiting.
  Next advance();

  /// The socket is ready, perhaps with input, or because the client has closed its side.
  void notice(bool hasInput, bool hasEnded);

  /// Its deadline has passed. Answers a request that has begun to arrive; advance() then sends the answer. Returns
  /// false if there is nothing to say: the connection ends.
  bool expire();

  ServerRequest takeRequest() { return std::move(head_->request); }
  void setStream(SentStream stream) { stream_ = std::move(stream); }  ///< call it before setAnswer
  void setAnswer(const ServerAnswer& answer);                         ///< to the request that was taken
  void setLast();  ///< the connection ends after the answer under way, and a stream with what goes out now

  int fd() const { return client_.socket.get(); }
  const std::string& group() const { return client_.group; }
  bool isAnswering() const { return phase_ == Phase::Answering; }
  bool isSending() const { return phase_ == Phase::Sending; }
  bool hasBody() const { return body_.has_value(); }
  std::size_t held() const { return input_.size() + (body_ ? body_->size() : 0); }  ///< bytes of an incomplete request
  Clock::time_point since() const { return since_; }                                ///< when its phase began
  Clock::time_point deadline() const { return deadline_; }  ///< when it ends if nothing more happens

 private:
  enum class Phase : std::uint8_t { Reading, Answering, Sending, Streaming, Discarding, Ended };

  void begin(Phase phase, Millis limit);
  bool readRequest();
  void readHead(std::size_t length);
  void askForBody();
  void receive();
  bool send();
  void beginStreaming();
  bool stream();
  void endAnswer();
  void discard();
  void refuse(const ServerAnswer& answer);

  const Client client_;
  const Shared shared_;
  const std::unique_ptr<ClientChannel> channel_;
  Phase phase_ = Phase::Reading;
  Clock::time_point since_{};
  Clock::time_point deadline_{};
  std::string input_{};
  std::optional<RequestHead> head_{};  // of the request under way
  std::optional<BodyReader> body_{};
  std::string output_{};
  std::size_t sent_ = 0;      // bytes of output_
  SentStream stream_{};       // what follows output_
  bool isHead_ = false;       // the answer has no body
  bool hasBegun_ = false;     // the client has sent something since the last answer
  bool isReady_ = true;       // the socket may have input
  bool hasEnded_ = false;     // the client has closed its side
  bool isLast_ = false;       // the connection ends after this answer
  bool mustDiscard_ = false;  // the client may still be sending what nobody reads
};

}  // namespace herald::inline v1

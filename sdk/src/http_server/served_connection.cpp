// SPDX-License-Identifier: Apache-2.0
#include "http_server/served_connection.h"

#include <array>
#include <utility>

#include "http_server/request_fault.h"

namespace herald::inline v1 {
namespace {

constexpr int kMostSteps = 32;  // then other connections have their turn
constexpr std::size_t kPieceBytes = std::size_t{16} << 10;
constexpr Millis kLastWords = std::chrono::seconds(1);  // for a client whose time was up
constexpr Millis kDiscardTime = std::chrono::seconds(1);
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
constexpr std::string_view kEmptyLine = "\r\n";

}  // namespace

ServedConnection::ServedConnection(Client client, const Shared& shared)
    : client_(std::move(client)), shared_(shared), channel_(makeChannel(client_.socket.get(), shared.tls)) {
  begin(Phase::Reading, shared_.limits.timeout);
}

void ServedConnection::begin(Phase phase, Millis limit) {
  phase_ = phase;
  since_ = Clock::now();
  deadline_ = limit == Millis::max() ? Clock::time_point::max() : since_ + limit;
}

void ServedConnection::notice(bool hasInput, bool hasEnded) {
  isReady_ = isReady_ || hasInput || shared_.tls != nullptr;  // to read, TLS may have to write
  hasEnded_ = hasEnded_ || hasEnded;
}

ServedConnection::Next ServedConnection::advance() {
  for (int step = 0; step < kMostSteps; ++step) {
    switch (phase_) {
      case Phase::Reading:
        try {
          if (readRequest()) return Next::Request;
          if (phase_ != Phase::Reading) break;
          if (!isReady_) return Next::Wait;
          receive();
        } catch (const RequestFault& fault) {
          refuse(errorAnswer(fault.status(), fault.what()));
        }
        break;
      case Phase::Answering: return Next::Wait;
      case Phase::Sending:
        if (!send()) return Next::Wait;
        break;
      case Phase::Streaming:
        if (!stream()) return Next::Wait;
        break;
      case Phase::Discarding:
        if (!isReady_) return Next::Wait;
        discard();
        break;
      case Phase::Ended: return Next::End;
    }
  }
  return Next::Again;
}

/// Returns true if a complete request is there.
bool ServedConnection::readRequest() {
  if (!head_) {
    if (input_.starts_with(kEmptyLine)) input_.erase(0, kEmptyLine.size());  // RFC 9112 §2.2
    if (input_.empty()) return false;
    if (const auto length = headLength(input_)) readHead(length);
  }
  if (!body_ || !body_->read(input_)) return false;
  head_->request.body = body_->take();
  body_.reset();
  begin(Phase::Answering, Millis::max());
  return true;
}

void ServedConnection::readHead(std::size_t length) {
  head_ = parseHead(std::string_view(input_).substr(0, length));
  input_.erase(0, length);
  head_->request.peer = client_.name;
  isHead_ = head_->request.method == "HEAD";
  if (const auto refused = shared_.service.refusal(head_->request)) {
    refuse(*refused);
    return;
  }
  body_.emplace(*head_, shared_.limits.mostBody);
  if (head_->expectsContinue && head_->hasBody() && input_.empty()) askForBody();
}

/// A few bytes that nothing else precedes, so they fit into the socket.
void ServedConnection::askForBody() {
  if (channel_->send(kContinue).count != kContinue.size()) phase_ = Phase::Ended;
}

void ServedConnection::receive() {
  std::array<char, kPieceBytes> bytes;
  const auto [state, count] = channel_->receive(bytes.data(), bytes.size());
  if (state == ClientChannel::State::Waits) {
    isReady_ = false;
  } else if (state == ClientChannel::State::Moved) {
    if (!std::exchange(hasBegun_, true)) begin(Phase::Reading, shared_.limits.timeout);
    input_.append(bytes.data(), count);
    // A read that was not filled has taken all there was. TLS may have more, and so may a client that has ended.
    if (count < bytes.size() && shared_.tls == nullptr && !hasEnded_) isReady_ = false;
  } else if (!head_ && input_.empty()) {
    phase_ = Phase::Ended;
  } else {
    throw RequestFault(400, "the connection ended before the request was complete: send the request again");
  }
}

bool ServedConnection::expire() {
  if (phase_ == Phase::Streaming) {
    output_ = stream_.keepAlive();
    sent_ = 0;
    begin(Phase::Sending, shared_.limits.timeout);
    return true;
  }
  if (phase_ != Phase::Reading || (!head_ && input_.empty())) return false;
  refuse(errorAnswer(408, "the request did not arrive in time: send it again"));
  deadline_ = since_ + kLastWords;
  return true;
}

void ServedConnection::setAnswer(const ServerAnswer& answer) {
  isLast_ = isLast_ || answer.isLast || answer.stream || !head_->keepsConnection;
  if (isHead_) stream_.reset();
  output_ = shared_.text.of(answer, isLast_, !isHead_);
  sent_ = 0;
  head_.reset();
  begin(Phase::Sending, shared_.limits.timeout);
}

void ServedConnection::setLast() {
  isLast_ = true;
  stream_.reset();
}

/// Answers a request that was not read to its end.
void ServedConnection::refuse(const ServerAnswer& answer) {
  const bool isWhole = head_ && !head_->hasBody() && head_->keepsConnection;
  isLast_ = isLast_ || !isWhole;
  mustDiscard_ = !isWhole;
  if (!head_) {
    head_.emplace();
    isHead_ = false;
  }
  body_.reset();
  setAnswer(answer);
}

/// Returns false if the socket takes no more for now.
bool ServedConnection::send() {
  const auto [state, count] = channel_->send(std::string_view(output_).substr(sent_));
  if (state == ClientChannel::State::Waits) return false;
  sent_ += count;
  if (state == ClientChannel::State::Ended) {
    phase_ = Phase::Ended;
  } else if (sent_ == output_.size()) {
    if (stream_)
      beginStreaming();
    else
      endAnswer();
  }
  return true;
}

void ServedConnection::beginStreaming() {
  output_.clear();
  sent_ = 0;
  begin(Phase::Streaming, stream_.keepAlive().empty() ? Millis::max() : shared_.limits.timeout);
}

/// Returns false if there is nothing to send for now. Nobody reads what the client sends meanwhile.
bool ServedConnection::stream() {
  if (hasEnded_) {
    phase_ = Phase::Ended;
  } else if (!stream_.take(output_)) {
    stream_.reset();
    endAnswer();
  } else if (output_.empty()) {
    return false;
  } else {
    begin(Phase::Sending, shared_.limits.timeout);
  }
  return true;
}

void ServedConnection::endAnswer() {
  output_.clear();
  if (!isLast_) {
    hasBegun_ = !input_.empty();
    begin(Phase::Reading, shared_.limits.timeout);
    return;
  }
  channel_->endSending();
  begin(mustDiscard_ || !input_.empty() ? Phase::Discarding : Phase::Ended, kDiscardTime);
}

/// Reads and ignores input for a moment. To close a socket with unread bytes would destroy the answer on its way.
void ServedConnection::discard() {
  std::array<char, kPieceBytes> bytes;
  const auto state = channel_->receive(bytes.data(), bytes.size()).state;
  if (state == ClientChannel::State::Waits) isReady_ = false;
  if (state == ClientChannel::State::Ended) phase_ = Phase::Ended;
}

}  // namespace herald::inline v1

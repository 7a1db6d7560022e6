// SPDX-License-Identifier: Apache-2.0
#include "http_server/server_stream.h"

namespace herald::inline v1 {

ServerStream::ServerStream(std::string keepAlive, std::size_t mostWaiting)
    : impl_(new Impl{.keepAlive = std::move(keepAlive), .mostWaiting = mostWaiting}) {}

ServerStream::~ServerStream() = default;

ServerStream::Result ServerStream::write(std::string_view piece) {
  const MutexLock lock(impl_->mutex);
  if (impl_->gone || impl_->ended) return Result::Ended;
  auto& waiting = impl_->waiting;
  if (piece.size() > impl_->mostWaiting - waiting.size()) return Result::Full;
  const bool isFirst = waiting.empty();
  waiting += piece;
  if (isFirst && impl_->wake) impl_->wake();
  return Result::Taken;
}

void ServerStream::end() {
  const MutexLock lock(impl_->mutex);
  impl_->ended = true;
  if (impl_->wake) impl_->wake();
}

SentStream::SentStream(std::shared_ptr<ServerStream> stream, std::function<void()> wake) : stream_(std::move(stream)) {
  auto& impl = stream_->impl();
  const MutexLock lock(impl.mutex);
  impl.wake = std::move(wake);
}

SentStream& SentStream::operator=(SentStream&& other) noexcept {
  if (this != &other) {
    reset();
    stream_ = std::exchange(other.stream_, nullptr);
  }
  return *this;
}

void SentStream::reset() {
  if (!stream_) return;
  {
    auto& impl = stream_->impl();
    const MutexLock lock(impl.mutex);
    impl.gone = true;
    impl.wake = nullptr;
    impl.waiting = {};
  }
  stream_.reset();
}

bool SentStream::take(std::string& output) {
  auto& impl = stream_->impl();
  const MutexLock lock(impl.mutex);
  output.swap(impl.waiting);
  return !output.empty() || !impl.ended;
}

}  // namespace herald::inline v1

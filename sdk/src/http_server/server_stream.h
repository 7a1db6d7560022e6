// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "herald/export.h"
#include "herald/mutex.h"
#include "herald/server_stream.h"

namespace herald::inline v1 {

/// What a stream and the server that sends it share.
struct ServerStream::Impl {
  const std::string keepAlive;
  const std::size_t mostWaiting;

  Mutex mutex{};
  std::string waiting HERALD_GUARDED_BY(mutex){};
  bool ended HERALD_GUARDED_BY(mutex) = false;
  bool gone HERALD_GUARDED_BY(mutex) = false;             // the client
  std::function<void()> wake HERALD_GUARDED_BY(mutex){};  // tells the server that there is something to send
};

/// A stream that a connection sends. After its destructor, the stream calls `wake` no longer and takes no more. For one
/// thread.
class HERALD_API SentStream {
 public:
  SentStream() = default;

  /// `wake` is called under the stream's lock. It must not wait.
  SentStream(std::shared_ptr<ServerStream> stream, std::function<void()> wake);
  ~SentStream() { reset(); }
  SentStream(SentStream&& other) noexcept : stream_(std::exchange(other.stream_, nullptr)) {}
  SentStream& operator=(SentStream&& other) noexcept;

  explicit operator bool() const { return stream_ != nullptr; }
  void reset();

  /// Moves what waits into `output`, which is empty. Returns false if nothing waits, and nothing will come.
  bool take(std::string& output);

  const std::string& keepAlive() const { return stream_->impl().keepAlive; }

 private:
  std::shared_ptr<ServerStream> stream_{};
};

}  // namespace herald::inline v1

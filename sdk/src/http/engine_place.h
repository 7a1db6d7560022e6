// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <utility>

#include "herald/file_descriptor.h"
#include "http/http_engine.h"

namespace herald::inline v1 {

/// A place where a coroutine waits: for a socket, which this owns and which does not block, or for
/// HttpEngine::finish(). It keeps the engine. One thread at a time uses it.
class EnginePlace {
 public:
  /// Throws std::system_error.
  explicit EnginePlace(std::shared_ptr<HttpEngine> engine, FileDescriptor socket = FileDescriptor())
      : engine_(std::move(engine)), socket_(std::move(socket)), id_(engine_->add(socket_.get())) {}
  ~EnginePlace() { engine_->remove(id_); }
  EnginePlace(const EnginePlace&) = delete;
  EnginePlace& operator=(const EnginePlace&) = delete;

  HttpEngine::Id id() const { return id_; }
  int fd() const { return socket_.get(); }

  /// See HttpEngine::until. It has no event without a socket.
  HttpEngine::Wait until(std::uint32_t events, const Limit& limit) const { return engine_->until(id_, events, limit); }

  /// The open socket. Nobody waits for it here any longer.
  FileDescriptor release() {
    engine_->remove(id_);
    return std::move(socket_);
  }

 private:
  std::shared_ptr<HttpEngine> engine_;
  FileDescriptor socket_;
  HttpEngine::Id id_;
};

using EngineSocket = std::unique_ptr<EnginePlace>;

}  // namespace herald::inline v1

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "engine/connect/connecting.h"
#include "herald/mutex.h"
#include "heraldd/api/operations/operation.h"

namespace herald::core {

/// Adds a printer by its address, step by step:
///
///   POST   /api/v1/printers/connect        begins: looks what is there, and goes on by itself
///   GET    /api/v1/printers/connect/{id}   how far it is
///   POST   /api/v1/printers/connect/{id}   what a person has answered
///   DELETE /api/v1/printers/connect/{id}   ends it; nothing is saved
///
///   GET    /api/v1/printers/found          what announces itself in the network
///
/// Each one has a thread while it works. At most kMost are kept, the newest.
class ConnectResource final : public Resource {
 public:
  static constexpr std::size_t kMost = 8;

  struct Daemon {
    Connecting::Tools tools{};
    /// All options of a source of this type.
    std::function<std::vector<Option>(const std::string& type)> options{};
    /// The presets for a source of this type.
    std::function<std::vector<Preset>(const std::string& type)> presets{};
  };

  explicit ConnectResource(Daemon daemon) : daemon_(std::move(daemon)) {}
  ~ConnectResource() override;

  std::vector<Operation> operations() override;
  Schemas schemas() const override;

  /// Ends all that are under way, and waits for their threads.
  void end() HERALD_EXCLUDES(mutex_);

 private:
  struct Attempt {
    explicit Attempt(ConnectWish wish, Connecting::Tools tools) : connecting(std::move(wish), std::move(tools)) {}
    ~Attempt() { end(); }
    Attempt(const Attempt&) = delete;
    Attempt& operator=(const Attempt&) = delete;

    void end();  ///< waits for its thread

    Connecting connecting;
    std::stop_source stop{};
    std::thread thread{};
  };

  ApiAnswer begin(const ApiRequest& request);
  ApiAnswer found() const;
  ApiAnswer answer(const ApiRequest& request);
  ApiAnswer cancel(const ApiRequest& request);
  std::string jsonOf(std::uint64_t id, const ConnectView& view) const;
  std::shared_ptr<Attempt> find(std::uint64_t id) const HERALD_EXCLUDES(mutex_);
  static void start(const std::shared_ptr<Attempt>& attempt);

  const Daemon daemon_;
  std::stop_source stop_{};
  Mutex starting_{};  // one start or end of a thread at a time
  mutable Mutex mutex_ HERALD_ACQUIRED_AFTER(starting_){};
  std::map<std::uint64_t, std::shared_ptr<Attempt>> attempts_ HERALD_GUARDED_BY(mutex_){};
  std::uint64_t last_ HERALD_GUARDED_BY(mutex_) = 0;
};

}  // namespace herald::core

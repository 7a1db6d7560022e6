#pragma once

#include <string>
#include <string_view>

#include "herald/host.h"

namespace herald::common {

/// A transform's notes in the host's store. They only spare somebody a repeated event, so a disk that refuses them
/// costs a line in the log, never the event.
class SavedState {
 public:
  SavedState() = default;
  explicit SavedState(Host& host) : host_(&host) {}

  /// Empty if nothing was saved, or it cannot be read.
  std::string load(std::string_view key) {
    try {
      return host_->load(key);
    } catch (const std::exception& trouble) {
      host_->log(Level::Warning, std::string("starting without the saved state: ") + trouble.what());
      return {};
    }
  }

  void save(std::string_view key, std::string_view value) {
    try {
      host_->save(key, value);
    } catch (const std::exception& trouble) {
      host_->log(Level::Warning, std::string("going on without saving the state: ") + trouble.what());
    }
  }

 private:
  Host* host_ = nullptr;
};

}  // namespace herald::common

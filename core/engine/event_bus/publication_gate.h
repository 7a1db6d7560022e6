// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "herald/mutex.h"

namespace herald::core {

/// Lets the publications of a source pass until it is closed. close() waits for those under way, so that the bus may go
/// away afterwards. Every thread may call it.
class PublicationGate {
 public:
  /// One publication. It is under way for as long as this object lives.
  class Pass {
   public:
    explicit Pass(PublicationGate& gate) : gate_(gate), admitted_(gate.enter()) {}
    ~Pass();
    Pass(const Pass&) = delete;
    Pass& operator=(const Pass&) = delete;

    /// False if the gate was closed. Then do not publish.
    bool admitted() const { return admitted_; }

   private:
    PublicationGate& gate_;
    const bool admitted_;
  };

  /// Refuses every further publication, and returns when none is under way. Do not call it during a publication.
  void close();

 private:
  bool enter() HERALD_EXCLUDES(mutex_);
  void leave() HERALD_EXCLUDES(mutex_);

  Mutex mutex_{};
  Condition empty_{};
  int underWay_ HERALD_GUARDED_BY(mutex_) = 0;
  bool closed_ HERALD_GUARDED_BY(mutex_) = false;
};

}  // namespace herald::core

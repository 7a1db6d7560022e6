// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "http/http_engine.h"

namespace herald::inline v1 {

/// An engine that ends with this object. Nobody else uses it any longer then.
class OwnedEngine {
 public:
  OwnedEngine() = default;
  ~OwnedEngine() { engine_->end(); }
  OwnedEngine(const OwnedEngine&) = delete;
  OwnedEngine& operator=(const OwnedEngine&) = delete;

  const std::shared_ptr<HttpEngine>& get() const { return engine_; }

 private:
  const std::shared_ptr<HttpEngine> engine_ = std::make_shared<HttpEngine>();
};

}  // namespace herald::inline v1

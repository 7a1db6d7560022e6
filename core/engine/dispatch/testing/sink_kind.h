// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "engine/dispatch/testing/begun_sink.h"

namespace herald::core {

/// For tests: whether Herald waits for an attempt, or only begins it.
enum class SinkKind : std::uint8_t { Plain, Async };

/// For tests that hold for both kinds of sink: a base of their fixture.
class OfBothKinds : public ::testing::WithParamInterface<SinkKind> {
 protected:
  /// The sink as one of the kind of this test. The same sink gives the same object.
  std::shared_ptr<Sink> ofKind(std::shared_ptr<Sink> sink) {
    if (!sink || GetParam() == SinkKind::Plain) return sink;
    auto& known = begun_[sink.get()];
    auto begun = known.lock();
    if (!begun) known = begun = std::make_shared<BegunSink>(std::move(sink));
    return begun;
  }

 private:
  std::map<Sink*, std::weak_ptr<Sink>> begun_{};
};

}  // namespace herald::core

/// All tests of the fixture, for both kinds of sink.
#define FOR_BOTH_KINDS_OF_SINK(Fixture)                                                                 \
  INSTANTIATE_TEST_SUITE_P(                                                                             \
      Of, Fixture, ::testing::Values(::herald::core::SinkKind::Plain, ::herald::core::SinkKind::Async), \
      [](const auto& one) { return one.param == ::herald::core::SinkKind::Plain ? "plain" : "async"; })

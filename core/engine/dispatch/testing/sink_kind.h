// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <utility>

#include "engine/dispatch/testing/begun_sink.h"
#include "engine/outbox/testing/roomy_outbox.h"

namespace herald::core {

/// For tests: whether Herald waits for an attempt, or only begins it.
enum class SinkKind : std::uint8_t { Plain, Async };

inline std::string nameOf(SinkKind kind) { return kind == SinkKind::Plain ? "plain" : "async"; }

/// For tests: sinks as those of one kind.
class SinksOfKind {
 public:
  explicit SinksOfKind(SinkKind kind) : kind_(kind) {}

  /// The same sink gives the same object.
  std::shared_ptr<Sink> operator()(std::shared_ptr<Sink> sink) {
    if (!sink || kind_ == SinkKind::Plain) return sink;
    auto& known = begun_[sink.get()];
    auto begun = known.lock();
    if (!begun) known = begun = std::make_shared<BegunSink>(std::move(sink));
    return begun;
  }

 private:
  const SinkKind kind_;
  std::map<Sink*, std::weak_ptr<Sink>> begun_{};
};

/// For tests that hold for both kinds of sink: a base of their fixture.
class OfBothKinds : public ::testing::WithParamInterface<SinkKind> {
 protected:
  /// The sink as one of the kind of this test. The same sink gives the same object.
  std::shared_ptr<Sink> ofKind(std::shared_ptr<Sink> sink) { return sinks_(std::move(sink)); }

 private:
  SinksOfKind sinks_{GetParam()};
};

/// For tests that hold for both kinds of outbox, too.
using OutboxAndSink = std::tuple<RoomyOutbox::Kind, SinkKind>;

inline std::string nameOf(const OutboxAndSink& kinds) {
  return RoomyOutbox::nameOf(std::get<RoomyOutbox::Kind>(kinds)) + "_" + nameOf(std::get<SinkKind>(kinds));
}

}  // namespace herald::core

/// All tests of the fixture, for both kinds of sink.
#define FOR_BOTH_KINDS_OF_SINK(Fixture)                                                                         \
  INSTANTIATE_TEST_SUITE_P(Of, Fixture,                                                                         \
                           ::testing::Values(::herald::core::SinkKind::Plain, ::herald::core::SinkKind::Async), \
                           [](const auto& one) { return ::herald::core::nameOf(one.param); })

/// All tests of the fixture, whose parameter is an OutboxAndSink, for each of the four.
#define FOR_BOTH_KINDS_OF_OUTBOX_AND_SINK(Fixture)                                                               \
  INSTANTIATE_TEST_SUITE_P(                                                                                      \
      Of, Fixture,                                                                                               \
      ::testing::Combine(                                                                                        \
          ::testing::Values(::herald::core::RoomyOutbox::Kind::Memory, ::herald::core::RoomyOutbox::Kind::Disk), \
          ::testing::Values(::herald::core::SinkKind::Plain, ::herald::core::SinkKind::Async)),                  \
      [](const auto& one) { return ::herald::core::nameOf(one.param); })

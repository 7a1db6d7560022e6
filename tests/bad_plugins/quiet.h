// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "herald/sink.h"
#include "herald/source.h"
#include "herald/transform.h"

/// Plugins that do nothing. A bad plugin derives from one of them and overrides the function that misbehaves.
template <typename Kind>
class Quiet : public Kind {
 public:
  std::vector<herald::Option> options() const override { return {}; }
  void configure(const herald::Settings&, herald::Host&) override {}
};

class QuietSink : public Quiet<herald::Sink> {
 public:
  herald::Outcome deliver(const herald::Attempt&) override { return {}; }
};

class QuietTransform : public Quiet<herald::Transform> {
 public:
  void apply(const herald::Event& event, const Emit& emit) override { emit(event); }
};

class QuietSource : public Quiet<herald::Source> {
 public:
  void run(herald::Feed&) override {}
};

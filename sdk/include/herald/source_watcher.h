// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "herald/export.h"

namespace herald::inline v1 {

/// A source of the configuration.
struct ConfiguredSource {
  std::string name{};    ///< Event::source of its events
  std::string device{};  ///< the device of an event that names none itself

  bool operator==(const ConfiguredSource&) const = default;
};

/// An optional interface of a sink that remembers devices: it learns when a source is gone, so it can take back what it
/// has said of its devices. A sink sees only events, and a source that is gone sends none.
class HERALD_API SourceWatcher {
 public:
  virtual ~SourceWatcher();

  /// All sources of the running configuration, sorted by name. Herald calls it at the start and after each reload, on
  /// any thread, perhaps while another call into the sink runs. It does no input or output. It never runs in a dry run.
  ///
  /// A reload that removes the sink, or makes a new instance of it, calls it on the old one without any source, after
  /// the new one has the list. Then the destructor may take back what the sink has said, for some seconds at most. The
  /// end of Herald calls it no more.
  virtual void sourcesAre(const std::vector<ConfiguredSource>& sources) = 0;
};

}  // namespace herald::inline v1

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "herald/mutex.h"

namespace herald::mqtt {

/// How many links say at one place, a topic of a broker, that Herald is there. A reload that changes a sink has two of
/// them for a moment: then the old one must not say that Herald is gone. Any thread may call it.
class PresenceCount {
 public:
  static PresenceCount& ofProcess();

  void enter(const std::string& place);
  bool isAlone(const std::string& place);  ///< true if one link is there
  bool leave(const std::string& place);    ///< after enter(); true if nobody is left there

 private:
  Mutex mutex_{};
  std::map<std::string, int> links_ HERALD_GUARDED_BY(mutex_){};
};

}  // namespace herald::mqtt

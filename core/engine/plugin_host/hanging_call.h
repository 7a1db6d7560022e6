// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <list>
#include <string>
#include <vector>

namespace herald::core {

/// Counts a call into a plugin that does not return, and names it, while this object lives. Any thread may make, rename
/// and destroy one.
class HangingCall {
 public:
  /// `who` is what hangs, as whoIs() says it: "sink phone (plugin webhook)".
  explicit HangingCall(std::string who);
  ~HangingCall();
  HangingCall(const HangingCall&) = delete;
  HangingCall& operator=(const HangingCall&) = delete;

  void rename(std::string who);

 private:
  const std::list<std::string>::iterator place_;
};

/// How many threads of this process are left behind in hanging calls. Unless it is 0, the process must end by
/// std::_Exit, since these threads may still use anything.
int hangingCalls();

/// What these threads hang in, the oldest call first.
std::vector<std::string> hangingNames();

}  // namespace herald::core

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

namespace herald::core {

/// The user and group that a file is given to. Only root may give a file to somebody else.
struct Owner {
  uid_t user = 0;
  gid_t group = 0;
};

}  // namespace herald::core

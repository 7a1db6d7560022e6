// SPDX-License-Identifier: Apache-2.0
// A library that two plugins link, each in another version.
#include "helper_library.h"

const char* helperVersion() { return HELPER_VERSION; }

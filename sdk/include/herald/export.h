// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Marks what the SDK library exports. Everything else, in the SDK and in every plugin, has hidden visibility. So two
/// plugins may have a class of the same name, and neither runs the code of the other.
#define HERALD_API __attribute__((visibility("default")))

// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The version of the contract between Herald and a plugin. It rises when the layout or the meaning of anything in
/// these headers changes. It is also the SONAME of libherald_sdk.so. Herald loads a plugin only if both have the same
/// number and were built with the same version of Poco.
#define HERALD_SDK_ABI 8

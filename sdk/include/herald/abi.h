#pragma once

/// The number of the contract between Herald and a plugin. It rises whenever the layout or the meaning of anything that
/// a plugin sees in these headers changes; it is the SONAME of libherald_sdk.so too. A plugin is loaded only by a
/// Herald of exactly this number and exactly the Poco version that it was built with.
#define HERALD_SDK_ABI 3

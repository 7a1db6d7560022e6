// SPDX-License-Identifier: Apache-2.0
// One harmless sink, built in wrong ways: with other numbers in its note (WRONG_SDK, WRONG_POCO), with the type of
// another library (SAME_TYPE), or with a call of a function that does not exist (UNDEFINED_SYMBOL).
#include <Poco/Version.h>

#include "herald/abi.h"

#ifdef WRONG_SDK
#undef HERALD_SDK_ABI
#define HERALD_SDK_ABI 999
#endif
#ifdef WRONG_POCO
#undef POCO_VERSION
#define POCO_VERSION 0x01630900
#endif

#include "herald/register.h"
#include "quiet.h"

#ifdef UNDEFINED_SYMBOL
void functionThatDoesNotExist();
#endif

namespace {

class OneSink : public QuietSink {
#ifdef UNDEFINED_SYMBOL
 public:
  herald::Outcome deliver(const herald::Attempt&) override {
    functionThatDoesNotExist();
    return {};
  }
#endif
};

}  // namespace

#ifdef SAME_TYPE
#define TYPE "good_sink"
#else
#define TYPE "one_sink"
#endif

HERALD_PLUGINS_BEGIN
HERALD_PLUGIN(OneSink, TYPE)
HERALD_PLUGINS_END

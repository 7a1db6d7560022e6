// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/verbs/verbs.h"

namespace herald::core::ctl {

std::vector<Verb> allVerbs() {
  return {checkVerb(),  doctorVerb(),  pluginsVerb(),  optionsVerb(),   presetsVerb(), renderVerb(),
          listenVerb(), connectVerb(), discoverVerb(), importVerb(),    consoleVerb(), hooksVerb(),
          reloadVerb(), statusVerb(),  tailVerb(),     printersVerb(),  testVerb(),    sinkVerb(),
          queueVerb(),  deadVerb(),    outboxVerb(),   completionVerb()};
}

}  // namespace herald::core::ctl

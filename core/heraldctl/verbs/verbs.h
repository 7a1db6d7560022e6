// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "heraldctl/verbs/verb.h"

namespace herald::core::ctl {

// Each verb is in the file that is called after it: checkVerb() in check_verb.cpp.

Verb checkVerb();
Verb completionVerb();  // in completion/, because it is made of all the others
Verb connectVerb();
Verb consoleVerb();
Verb deadVerb();
Verb discoverVerb();
Verb doctorVerb();
Verb hooksVerb();
Verb importVerb();
Verb listenVerb();
Verb optionsVerb();
Verb outboxVerb();
Verb pluginsTryVerb();  // `plugins try`, a part of pluginsVerb()
Verb pluginsVerb();
Verb presetsVerb();
Verb printersVerb();
Verb queueVerb();
Verb reloadVerb();
Verb renderVerb();
Verb sinkVerb();
Verb statusVerb();
Verb tailVerb();
Verb testVerb();

/// All verbs, in the order of the help.
std::vector<Verb> allVerbs();

}  // namespace herald::core::ctl

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace herald::core {

/// The event type whose topic this is: "PrintDone" for "Print Done". Empty for an unknown topic.
std::string typeOfTopic(const std::string& word);

/// What a person probably means who writes an event type that is not among `known`: ", did you mean `PrintDone`?" for
/// "PrintFinished". Other programs call their events so. Empty if nothing is near.
std::string eventHint(const std::string& word, const std::vector<std::string>& known);

}  // namespace herald::core

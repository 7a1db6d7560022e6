// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "engine/config_edit/configuration_changes.h"
#include "heraldd/api/operations/operation.h"

namespace herald::core {

/// What saving answers, for the resources that change blocks: hooks and printers. Every thread may call these
/// functions.

/// Runs a change of the block with this prefix ("sink.slack."). Throws ApiProblem for what goes wrong: 422 with a fault
/// for each field, 409 if the daemon does not take it over or if it was changed meanwhile.
void answerFaults(const std::string& prefix, const std::function<void()>& change);

/// {"saved": true, "undo": "7", "reload": {"applied": true, "detail": "", "warnings": ["a sentence"]}};
/// {"saved": false, "undo": null} if nothing has changed.
ApiAnswer savedAnswer(const ChangeResult& result);

/// The same for an undo, which cannot be undone: `undo` is null.
ApiAnswer undoneAnswer(const ChangeResult& result);

/// The member `reload` of these answers.
std::string reloadJson(const ChangeResult& result);

/// Throws ApiProblem 409 if another file than one of the console has the block, or if it has another revision.
void refuseOthers(const WrittenBlock& block, const std::string& revision);

/// The schemas Saved of that answer, and Reload.
Resource::Schemas savedSchemas();

}  // namespace herald::core

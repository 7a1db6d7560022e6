// SPDX-License-Identifier: Apache-2.0
#include "engine/routes/printer_events.h"

namespace herald::core {

namespace {

constexpr EventWords kPrinterEvents[] = {
    // the print
    {"PrintResumed", "Print Resumed", "@{job.file.name|Your print} was resumed while nobody was listening.",
     "payload.reconciled", "true"},
    {"PrintResumed", "Print Resumed", "@{job.file.name|Your print} has resumed."},
    {"PrintCancelling", "Print Cancelling", "@{job.file.name|Your print} is being cancelled: @firmwareError",
     "payload.firmwareError"},
    {"PrintCancelling", "Print Cancelling", "@{job.file.name|Your print} is being cancelled."},
    {"PrintCancelled", "Print Cancelled", "@{job.file.name|Your print} was cancelled."},
    {"FirstLayerDone", "First Layer Done", "The first layer of @{job.file.name|your print} is done."},
    {"PrintLayer", "Print Layer", "@{job.file.name|Your print} is at layer @layer of @layers.", "payload.layers"},
    {"PrintLayer", "Print Layer", "@{job.file.name|Your print} is at layer @layer."},
    {"FilamentRunout", "Filament Runout", "@{job.file.name|Your print} has run out of filament."},
    {"FilamentChange", "Filament Change", "@{job.file.name|Your print} needs another filament."},
    {"ChartMarked", "Chart Marked", "The chart has a new mark: @label."},
    // the printer
    {"Connecting", "Connecting", "The connection to the printer is being opened."},
    {"Connected", "Connected", "The printer is connected."},
    {"Disconnecting", "Disconnecting", "The connection to the printer is being closed."},
    {"Disconnected", "Disconnected", "The printer is disconnected."},
    {"ConnectionsAutorefreshed", "Connections Refreshed", "The list of ports has changed."},
    {"PrinterStateChanged", "Printer State Changed", "The printer's state: @state_string."},
    {"PrinterReset", "Printer Reset", "The printer was reset."},
    {"PrinterControlsChanged", "Printer Controls Changed", "The controls of the printer have changed."},
    {"TemperatureReached", "Temperature Reached", "@heater has reached @target °C."},
    {"BedCooled", "Bed Cooled", "The bed has cooled down to @temperature °C. You can take the print off."},
    {"DisplayMessage", "Display Message", "The display says: @{extra.message}"},
    {"PositionUpdate", "Position Update", "The print head is at X @x, Y @y, Z @z."},
    {"FirmwareData", "Firmware Data", "The firmware is @{extra.name}."},
    {"ToolChange", "Tool Change", "The tool has changed from @old to @new."},
    {"CommandSuppressed", "Command Suppressed", "OctoPrint did not send a command: @command"},
    {"InvalidToolReported", "Invalid Tool Reported", "The printer says that it has no tool @tool."},
    // commands in the G-code
    {"PowerOn", "Power On", "The power was switched on."},
    {"PowerOff", "Power Off", "The power was switched off."},
    {"Home", "Home", "The print head moves home."},
    {"ZChange", "Custom Event", "The print head is at Z @new."},  // as tests/parity has it from OctoPrint-Webhooks
    {"Dwell", "Dwell", "The printer pauses for a moment."},
    {"Dwelling", "Dwelling", "The printer pauses for a moment."},
    {"Waiting", "Waiting", "The printer waits for its user."},
    {"Cooling", "Cooling", "The cooler was switched on."},
    {"Alert", "Alert", "The printer beeps."},
    {"Conveyor", "Conveyor", "The conveyor moves."},
    {"Eject", "Eject", "The printer ejects the part."},
    {"EStop", "Emergency Stop", "The printer was told to stop at once."},
    // OctoPrint
    {"Startup", "Startup", "OctoPrint has started."},
    {"Shutdown", "Shutdown", "OctoPrint shuts down."},
    {"ConnectivityChanged", "Connectivity Changed", "OctoPrint's internet connection has changed."},
    {"ClientOpened", "Client Opened", "A client has connected: @remoteAddress."},
    {"ClientAuthed", "Client Authed", "A client has logged in: @username."},
    {"ClientDeauthed", "Client Deauthed", "A client has logged out: @username."},
    {"ClientClosed", "Client Closed", "A client has disconnected: @remoteAddress."},
    {"UserLoggedIn", "User Logged In", "@username has logged in."},
    {"UserLoggedOut", "User Logged Out", "@username has logged out."},
    {"SettingsUpdated", "Settings Updated", "OctoPrint's settings have changed."},
    {"PrinterProfileAdded", "Printer Profile Added", "The printer profile @identifier was added."},
    {"PrinterProfileModified", "Printer Profile Modified", "The printer profile @identifier has changed."},
    {"PrinterProfileDeleted", "Printer Profile Deleted", "The printer profile @identifier was deleted."},
    {"SlicingProfileAdded", "Slicing Profile Added", "The slicing profile @profile was added."},
    {"SlicingProfileModified", "Slicing Profile Modified", "The slicing profile @profile has changed."},
    {"SlicingProfileDeleted", "Slicing Profile Deleted", "The slicing profile @profile was deleted."},
    {"UpdatedFiles", "Updated Files", "The list of files has changed."},
    // the time-lapse of the job
    {"CaptureStart", "Capture Start", "The camera takes a picture."},
    {"CaptureDone", "Capture Done", "The camera has taken a picture."},
    {"CaptureFailed", "Capture Failed", "The camera could not take a picture."},
    {"PostRollStart", "Post Roll Start", "The time-lapse records its last pictures."},
    {"PostRollEnd", "Post Roll End", "The time-lapse has its last pictures."},
};

constexpr EventWords kFileEvents[] = {
    {"Upload", "Upload", "@name was uploaded."},
    {"FileAdded", "File Added", "@name was added."},
    {"FileRemoved", "File Removed", "@name was removed."},
    {"FileMoved", "File Moved", "@source_path was moved to @destination_path."},
    {"FileSelected", "File Selected", "@name is selected."},
    {"FileDeselected", "File Deselected", "@{job.file.name|The file} is no longer selected."},
    {"FolderAdded", "Folder Added", "The folder @name was added."},
    {"FolderRemoved", "Folder Removed", "The folder @name was removed."},
    {"FolderMoved", "Folder Moved", "The folder @source_path was moved to @destination_path."},
    {"MetadataAnalysisStarted", "Metadata Analysis Started", "OctoPrint analyses @name."},
    {"MetadataAnalysisFinished", "Metadata Analysis Finished", "OctoPrint has analysed @name."},
    {"MetadataStatisticsUpdated", "Metadata Statistics Updated", "The statistics of @path have changed."},
    {"TransferStarted", "Transfer Started", "@local is being copied to the card."},
    {"TransferDone", "Transfer Done", "@local was copied to the card."},
    {"TransferFailed", "Transfer Failed", "@local could not be copied to the card."},
    {"MovieRendering", "Movie Rendering", "The time-lapse of @gcode is being made."},
    {"MovieDone", "Movie Done", "The time-lapse of @gcode is ready: @movie_basename."},
    {"MovieFailed", "Movie Failed", "The time-lapse of @gcode could not be made."},
    {"SlicingStarted", "Slicing Started", "@stl is being sliced."},
    {"SlicingDone", "Slicing Done", "@stl was sliced."},
    {"SlicingFailed", "Slicing Failed", "@stl could not be sliced: @{extra.reason}"},
    {"SlicingCancelled", "Slicing Cancelled", "The slicing of @stl was cancelled."},
};

}  // namespace

std::span<const EventWords> printerEvents() { return kPrinterEvents; }

std::span<const EventWords> fileEvents() { return kFileEvents; }

}  // namespace herald::core

import ArgumentParser

/// The command line.
@main
struct Guildhall: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "guildhall",
        abstract: "Bookings over HTTP: runs, feeds and inspects the system.",
        discussion: "Settings come from the environment; `guildhall settings` lists them.",
        subcommands: [
            Up.self,
            Serve.self,
            Migrate.self,
            DemoData.self,
            Import.self,
            CreateAdmin.self,
            RotateKey.self,
            ConfigureNginx.self,
            Backup.self,
            Restore.self,
            Sweep.self,
            Status.self,
            Monitor.self,
            Doctor.self,
            CheckIndexes.self,
            ListSettings.self,
            Check.self,
            Routes.self,
            PrintOpenAPI.self,
        ])
}

public import API

/// What goes on in the hall, for one member at a glance.
public enum Dashboard {
    public static let area = Area([GetDashboardStats.self])
}

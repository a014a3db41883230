namespace Beamer.Lab.Echo;

/// <summary>What came in the place of a message.</summary>
internal readonly record struct EchoReceipt(EchoReceiptKind Kind, EchoMessage Message)
{
    public static EchoReceipt End => new(EchoReceiptKind.End, default);

    public static EchoReceipt CutOff => new(EchoReceiptKind.CutOff, default);

    public static EchoReceipt Unreadable => new(EchoReceiptKind.Unreadable, default);
}
